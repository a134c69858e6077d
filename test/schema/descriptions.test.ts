import { isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import { expect, test } from 'vitest';
import { schema } from '../../src/schema/index.ts';

/** What GraphQL itself brings. */
const BUILT_IN = /^(?:__.*|Boolean|Float|ID|Int|String)$/;

test('every type, field, argument and value says in an explorer what it is', () => {
  const silent: string[] = [];
  const note = (name: string, { description }: { readonly description?: string | null | undefined }) => {
    if (!description) silent.push(name);
  };
  for (const [name, type] of Object.entries(schema.getTypeMap())) {
    if (BUILT_IN.test(name)) continue;
    note(name, type);
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        note(`${name}.${field.name}`, field);
        for (const arg of field.args) note(`${name}.${field.name}(${arg.name})`, arg);
      }
    } else if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) note(`${name}.${field.name}`, field);
    } else if (isEnumType(type)) {
      for (const value of type.getValues()) note(`${name}.${value.name}`, value);
    }
  }
  expect(silent).toEqual([]);
});
