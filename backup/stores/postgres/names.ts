/** A table or a sequence. */
export interface QualifiedName {
  schema: string;
  name: string;
}

/** Schema of a restore's mark; no part of any backup. */
export const markSchema = "drill_restore";

/** As SQL wants it. */
export const quoted = ({ schema, name }: QualifiedName): string => `${quote(schema)}.${quote(name)}`;

export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** As parts are called: quoted only where it would be ambiguous otherwise. */
export const tablePart = ({ schema, name }: QualifiedName): string => `${plain(schema)}.${plain(name)}`;

/** The part that a sequence's value is. */
export const sequencePart = (sequence: QualifiedName): string => `sequence ${tablePart(sequence)}`;

const plain = (name: string): string => (/^[a-z_][a-z0-9_$]*$/.test(name) ? name : quote(name));
