import { readFile } from 'node:fs/promises';
import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  valueFromAST,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { expect, test } from 'vitest';
import { printSdl } from '../../src/schema/index.ts';

const read = (path: string) => readFile(new URL(path, import.meta.url), 'utf8');

test('the schema covers the public contract: names, arguments, types, nullability, defaults', async () => {
  const promised = linesOf(buildSchema(await read('contract.graphql')));
  const kept = new Set(linesOf(buildSchema(printSdl())));
  expect(promised.filter((line) => !kept.has(line))).toEqual([]);
  expect(promised).toContain('Query.specs(first: Int = 50)');
  expect(promised).toContain('DeliveryOptions.order: DeliveryOrder = "COMMITTED"');
});

test('the printed schema has not drifted from the code', async () => {
  expect(await read('../../schema/schema.graphql')).toBe(printSdl());
});

/** What a client can rely on, a line for each thing. */
function linesOf(described: GraphQLSchema): string[] {
  return Object.values(described.getTypeMap())
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap((type) => [`${type[Symbol.toStringTag]} ${type.name}`, ...membersOf(type)]);
}

function membersOf(type: GraphQLNamedType): string[] {
  const at = (member: string) => `${type.name}.${member}`;
  if (isEnumType(type)) return type.getValues().map(({ name }) => at(name));
  if (isInputObjectType(type)) return Object.values(type.getFields()).map((field) => at(inputLine(field)));
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return [
    ...type.getInterfaces().map(({ name }) => at(`implements ${name}`)),
    ...Object.values(type.getFields()).flatMap((field) => [
      at(`${field.name}: ${String(field.type)}`),
      ...field.args.map((arg) => at(`${field.name}(${inputLine(arg)})`)),
    ]),
  ];
}

function inputLine({ name, type, default: given }: GraphQLArgument | GraphQLInputField): string {
  const value = given?.literal && valueFromAST(given.literal, type);
  return `${name}: ${String(type)}${value === undefined ? '' : ` = ${JSON.stringify(value)}`}`;
}
