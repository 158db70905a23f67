import { differences, pathText } from "../shared/differences.ts";
import { packageVersion } from "../shared/package-version.ts";
import type * as shared from "../shared/resource-provider.ts";
import { revealAll, withSecrecyOf } from "../shared/secrecy.ts";
import { containsUnknown, type Properties, withoutNulls } from "../shared/values.ts";
import { type RandomType, randomTypes } from "./resources.ts";

/** The package `random`: values that are made once and then live in the state alone. */
export class RandomProvider implements shared.ResourceProvider {
  readonly name = "random";
  readonly version = packageVersion("@pulumi/random");

  async checkConfig(news: Properties) {
    return { inputs: news, failures: [] };
  }

  async diffConfig() {
    return { changes: [], deleteBeforeReplace: false };
  }

  async configure() {}

  async check({ type, news }: shared.CheckRequest) {
    const inputs = withoutNulls(news);
    const failures = containsUnknown(inputs) ? [] : this.#typeOf(type).problems(revealAll(inputs));
    return { inputs, failures };
  }

  /** A value cannot be changed, only made anew. */
  async diff({ type, oldInputs, newInputs }: shared.DiffRequest) {
    const { defaults } = this.#typeOf(type);
    const [olds, news] = [oldInputs, newInputs].map((inputs) => ({ ...defaults, ...withoutNulls(revealAll(inputs)) }));
    const changes = differences(olds ?? {}, news ?? {}).map(({ steps, kind }) => ({
      path: pathText(steps),
      kind,
      replace: true,
    }));
    return { changes, deleteBeforeReplace: false };
  }

  async create({ type, inputs, preview }: shared.CreateRequest) {
    const random = this.#typeOf(type);
    const settings = withSecrecyOf({ ...random.defaults, ...revealAll(inputs) }, inputs);
    if (preview) return { id: "", outputs: { ...settings, ...random.unknowns } };
    const { id, outputs } = random.generate(revealAll(inputs));
    return { id, outputs: { ...settings, ...outputs } };
  }

  async read({ id, type, oldInputs, oldOutputs }: shared.ReadRequest) {
    if (Object.keys(oldOutputs).length === 0) throw new Error(`${type} cannot be imported or looked up here`);
    return { id, inputs: oldInputs, outputs: oldOutputs };
  }

  async update({ type }: shared.UpdateRequest): Promise<Properties> {
    throw new Error(`${type} is only ever replaced`);
  }

  async delete() {}

  cancel() {}

  refuse(token: string) {
    return new Error(
      `${token} is not served by the hermetic stand-in of the random plugin, only by the official one: ` +
        "pulumi plugin install resource random",
    );
  }

  #typeOf(token: string): RandomType {
    const random = randomTypes[token];
    if (random === undefined) throw this.refuse(token);
    return random;
  }
}
