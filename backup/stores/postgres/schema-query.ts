import { isNoMember, isUserSchema } from "./catalog.ts";

/**
 * All definitions of a database as rows of kind, name and definition. Owners, privileges, comments and the order of
 * columns are not among them; nor are invalid indexes, which pg_dump leaves out.
 */
export const definitionsQuery = `
  with
    space as (select oid, nspname from pg_namespace where ${isUserSchema}),
    relation as (
      select c.*, format('%I.%I', s.nspname, c.relname) as full_name
      from pg_class c join space s on s.oid = c.relnamespace
      where c.relpersistence <> 't' and ${isNoMember("pg_class", "c.oid")}
    ),
    routine as (
      select p.*, format('%I.%I(%s)', s.nspname, p.proname, pg_get_function_identity_arguments(p.oid)) as full_name
      from pg_proc p join space s on s.oid = p.pronamespace
      where ${isNoMember("pg_proc", "p.oid")}
    ),
    value_type as (
      select t.*, format('%I.%I', s.nspname, t.typname) as full_name
      from pg_type t join space s on s.oid = t.typnamespace
      where ${isNoMember("pg_type", "t.oid")}
    )
  select 'schema' as kind, nspname::text as name, '' as definition from space
  union all
  select 'extension', extname::text, '' from pg_extension
  union all
  select 'relation', full_name, concat_ws(' ', relkind::text, relpersistence::text, relrowsecurity::text,
    relforcerowsecurity::text, pg_get_partkeydef(oid), pg_get_expr(relpartbound, oid))
  from relation where relkind in ('r', 'p', 'f', 'v', 'm', 'c', 'S')
  union all
  select 'parent', r.full_name, i.inhparent::regclass::text
  from pg_inherits i join relation r on r.oid = i.inhrelid where r.relkind in ('r', 'p', 'f')
  union all
  select 'column', format('%s.%I', r.full_name, a.attname), concat_ws(' ', format_type(a.atttypid, a.atttypmod),
    a.attnotnull::text, 'identity', a.attidentity::text, 'generated', a.attgenerated::text,
    (select collname from pg_collation l where l.oid = a.attcollation and l.oid <> t.typcollation))
  from pg_attribute a join relation r on r.oid = a.attrelid join pg_type t on t.oid = a.atttypid
  where a.attnum > 0 and not a.attisdropped and r.relkind in ('r', 'p', 'f', 'v', 'm', 'c')
  union all
  select 'default', format('%s.%I', r.full_name, a.attname), pg_get_expr(d.adbin, d.adrelid)
  from pg_attrdef d join relation r on r.oid = d.adrelid
    join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
  union all
  select 'constraint', format('%s.%I', coalesce(r.full_name, t.full_name), n.conname), pg_get_constraintdef(n.oid)
  from pg_constraint n left join relation r on r.oid = n.conrelid left join value_type t on t.oid = n.contypid
  where coalesce(r.full_name, t.full_name) is not null and n.contype <> 't' and n.conparentid = 0
  union all
  select 'index', r.full_name, pg_get_indexdef(i.indexrelid)
  from pg_index i join relation r on r.oid = i.indrelid where i.indisvalid and r.relkind in ('r', 'p', 'm')
  union all
  select 'sequence', r.full_name, concat_ws(' ', format_type(q.seqtypid, null), q.seqstart, q.seqincrement, q.seqmin,
    q.seqmax, q.seqcache, q.seqcycle)
  from pg_sequence q join relation r on r.oid = q.seqrelid
  union all
  select 'view', full_name, pg_get_viewdef(oid) from relation where relkind in ('v', 'm')
  union all
  select 'function', full_name, case when prokind = 'a' then 'aggregate' else pg_get_functiondef(oid) end from routine
  union all
  select 'trigger', format('%s.%I', r.full_name, g.tgname), concat_ws(' ', g.tgenabled::text, pg_get_triggerdef(g.oid))
  from pg_trigger g join relation r on r.oid = g.tgrelid where not g.tgisinternal and g.tgparentid = 0
  union all
  select 'policy', format('%s.%I', r.full_name, p.polname), concat_ws(' ', p.polcmd::text, p.polpermissive::text,
    pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid))
  from pg_policy p join relation r on r.oid = p.polrelid
  union all
  select 'enum', full_name, (select coalesce(string_agg(quote_literal(e.enumlabel), ',' order by e.enumsortorder), '')
    from pg_enum e where e.enumtypid = value_type.oid)
  from value_type where typtype = 'e'
  union all
  select 'domain', full_name, concat_ws(' ', format_type(typbasetype, typtypmod), typnotnull::text, typdefault)
  from value_type where typtype = 'd'`;
