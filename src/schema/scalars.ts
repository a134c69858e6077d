import { GraphQLError } from 'graphql';
import { builder } from './builder.ts';
import { quoted } from './quoted.ts';

builder.scalarType('DateTime', {
  description: 'An instant, RFC 3339 in UTC, e.g. `2026-11-23T20:15:00.000Z`.',
  serialize: (ms) => new Date(ms).toISOString(),
});

builder.scalarType('Date', {
  description: 'A calendar day, `YYYY-MM-DD`.',
  serialize: (day) => day,
});

builder.scalarType('JSON', {
  description: 'Any JSON value.',
  serialize: (value) => value,
});

builder.scalarType('ChangeCursor', {
  description:
    'A position in the change log. Opaque: keep the newest one you were given and hand it back as `since` to ' +
    'carry on from there, on any transport and any node.',
  serialize: (cursor) => cursor,
  parseValue: (value) => {
    if (typeof value === 'string') return value;
    throw new GraphQLError(`Expected a change cursor, which is a string, got ${quoted(value)}.`);
  },
});
