import { GraphQLError, Kind, type ValueNode } from 'graphql';
import { builder } from './builder.ts';

builder.scalarType('DateTime', {
  description: 'An instant, RFC 3339 in UTC, e.g. `2026-11-23T20:15:00.000Z`.',
  serialize: (ms) => new Date(ms).toISOString(),
  parseValue: (value) => {
    const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
    if (Number.isNaN(ms))
      throw new GraphQLError(`Expected an RFC 3339 instant, got ${JSON.stringify(value)}.`);
    return ms;
  },
});

builder.scalarType('Date', {
  description: 'A calendar day, `YYYY-MM-DD`.',
  serialize: (day) => day,
  parseValue: (value) => {
    if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)) return value;
    throw new GraphQLError(`Expected a day as YYYY-MM-DD, got ${JSON.stringify(value)}.`);
  },
});

builder.scalarType('JSON', {
  description: 'Any JSON value.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node) => valueOf(node),
});

builder.scalarType('ChangeCursor', {
  description:
    'A position in the change log. Opaque: keep the newest one you were given and hand it back as `since` to ' +
    'carry on from there, on any transport and any node.',
  serialize: (cursor) => cursor,
  parseValue: (value) => {
    if (typeof value === 'string') return value;
    throw new GraphQLError(`Expected a change cursor, which is a string, got ${JSON.stringify(value)}.`);
  },
});

function valueOf(node: ValueNode): unknown {
  switch (node.kind) {
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.STRING:
    case Kind.BOOLEAN:
    case Kind.ENUM:
      return node.value;
    case Kind.NULL:
      return null;
    case Kind.LIST:
      return node.values.map(valueOf);
    case Kind.OBJECT:
      return Object.fromEntries(node.fields.map(({ name, value }) => [name.value, valueOf(value)]));
    case Kind.VARIABLE:
      throw new GraphQLError('Expected a JSON value without variables in it.');
  }
}
