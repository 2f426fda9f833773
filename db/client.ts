import { fileURLToPath } from 'node:url';
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';

export type Database = PostgresJsDatabase;

export interface OpenDatabase extends AsyncDisposable {
  db: Database;
  /** the driver below drizzle, for LISTEN */
  sql: postgres.Sql;
}

/** Opens a pool of at most `connections`; nothing is connected before the first query. */
export function openDatabase(url: string, connections = 8): OpenDatabase {
  const sql = postgres(url, { max: connections, onnotice: () => {}, connection: { application_name: 'fakexplained' } });
  return {
    db: drizzle(sql),
    sql,
    async [Symbol.asyncDispose]() {
      await sql.end({ timeout: 5 });
    },
  };
}

/** Brings the tables to the newest committed migration; does nothing when they are there. */
export async function migrateDatabase(db: Database): Promise<void> {
  await migrate(db, { migrationsFolder: fileURLToPath(new URL('./migrations', import.meta.url)) });
}
