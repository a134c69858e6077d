import { printSchema, lexicographicSortSchema, type GraphQLSchema } from 'graphql';
import { builder } from './builder.ts';
import './scalars.ts';
import './spec.ts';
import './spec-connection.ts';
import './spec-stats.ts';
import './connection.ts';
import './subscriptions.ts';
import './server-status.ts';

builder.queryType({ description: 'The specs as they are, and the server that serves them.' });

/** The schema of the API. */
export const schema: GraphQLSchema = builder.toSchema();

/** The schema as text, sorted, ending in a line break. */
export function printSdl(): string {
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}
