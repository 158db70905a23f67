/** How a client says who it is: a JSON Web Token, which mesh checks with JWT_SECRET_KEY. It needs none where REQUIRE_AUTH is off. */
export const bearer = { scheme: "Bearer", algorithm: "HS256" } as const;

/** What a token says. */
export interface Claims {
  /** id of a user; one that nobody has is answered 401 */
  sub: string;
  /** seconds since 1970 from which on it is refused */
  exp: number;
}

/**
 * Whom BIOwerk knows, in Postgres. Mesh selects the row of each request that carries a credential, with every column;
 * without one it does not go to Postgres at all. No migration of BIOwerk makes the table.
 */
export const users = {
  table: "users",
  columns: {
    id: "varchar(36) primary key",
    email: "varchar(255) not null unique",
    username: "varchar(100) not null unique",
    /** null = no password lets this user in */
    hashed_password: "varchar(255)",
    auth_provider: "varchar(50)",
    /** false = answered 403 */
    is_active: "boolean not null default true",
    /** true = may do everything: nobody's roles and permissions are looked up, which are tables of their own */
    is_admin: "boolean not null default false",
    created_at: "timestamptz not null default now()",
    updated_at: "timestamptz not null default now()",
  },
} as const;
