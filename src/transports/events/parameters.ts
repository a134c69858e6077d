import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  type GraphQLArgument,
  type GraphQLInputType,
  type GraphQLNamedInputType,
} from 'graphql';
import { badRequest, type HttpProblem } from '../http/reply.ts';

/** Where the value of a parameter goes, and what it is. */
interface Parameter {
  /** The argument that has a field of the parameter's name; absent where the parameter is an argument itself. */
  readonly within?: string;
  readonly type: GraphQLInputType;
}

/** Parameters of an address by their names. */
export type AddressParameters = ReadonlyMap<string, Parameter>;

/** A field's arguments as parameters of an address: what an argument consists of stands there by itself. */
export function parametersOf(args: readonly GraphQLArgument[]): AddressParameters {
  const parameters = new Map<string, Parameter>();
  for (const { name, type } of args) {
    const bare = getNullableType(type);
    if (!isInputObjectType(bare)) {
      parameters.set(name, { type });
      continue;
    }
    for (const field of Object.values(bare.getFields())) {
      parameters.set(field.name, { within: name, type: field.type });
    }
  }
  return parameters;
}

/**
 * The arguments that an address gives, as variables. A list is given by commas, or by repeating the parameter; the names
 * in an enum and of booleans in any case. Parameters of other names are not looked at.
 */
export function readParameters(
  parameters: AddressParameters,
  query: URLSearchParams,
): { readonly values: Readonly<Record<string, unknown>> } | HttpProblem {
  const values: Record<string, unknown> = {};
  for (const [name, { within, type }] of parameters) {
    const texts = query.getAll(name);
    if (texts.length === 0) continue;
    const value = readValue(type, texts);
    if (value === undefined) return unreadable(name, type, texts);
    if (within === undefined) values[name] = value;
    else values[within] = { ...(values[within] as object | undefined), [name]: value };
  }
  return { values };
}

/** Whether a parameter is given as true; `undefined` where it is neither true nor false. */
export function readFlag(texts: readonly string[]): boolean | undefined {
  const [text, ...others] = texts.map((given) => given.toLowerCase());
  if (text === undefined) return false;
  return others.length > 0 || !['true', 'false'].includes(text) ? undefined : text === 'true';
}

/** A parameter whose value is not what it must be. */
export function unreadableParameter(name: string, expected: string, texts: readonly string[]): HttpProblem {
  const got = texts.length > 1 ? `${texts.length} values` : JSON.stringify(texts[0]?.slice(0, 100));
  return badRequest(`${name}: expected ${expected}, got ${got}.`);
}

function unreadable(name: string, type: GraphQLInputType, texts: readonly string[]): HttpProblem {
  const named = getNamedType(type);
  if (!isListType(getNullableType(type))) return unreadableParameter(name, expectationOf(named), texts);
  const wrong = partsOf(texts).filter((part) => readScalar(named, part) === undefined);
  return unreadableParameter(name, expectationOf(named), wrong.slice(0, 1));
}

/** The value of all that is given for a parameter; `undefined` where that is not of the type. */
function readValue(type: GraphQLInputType, texts: readonly string[]): unknown {
  const named = getNamedType(type);
  if (isListType(getNullableType(type))) {
    const values = partsOf(texts).map((part) => readScalar(named, part));
    return values.includes(undefined) ? undefined : values;
  }
  return texts.length === 1 ? readScalar(named, texts[0]!) : undefined;
}

function partsOf(texts: readonly string[]): string[] {
  return texts.flatMap((text) => text.split(',').map((part) => part.trim())).filter((part) => part !== '');
}

function readScalar(type: GraphQLNamedInputType, text: string): unknown {
  if (isEnumType(type)) return type.getValue(text.toUpperCase())?.name;
  switch (type.name) {
    case 'Boolean':
      return readFlag([text]);
    case 'Int':
      return /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
    case 'Float':
      return /^-?\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : undefined;
    default:
      return text;
  }
}

/** What a parameter's value must be, in words. */
function expectationOf(type: GraphQLNamedInputType): string {
  if (isEnumType(type)) {
    return `one of ${type
      .getValues()
      .map(({ name }) => name.toLowerCase())
      .join(', ')}`;
  }
  switch (type.name) {
    case 'Boolean':
      return '`true` or `false`';
    case 'Int':
      return 'a whole number';
    case 'Float':
      return 'a number';
    default:
      return 'one value';
  }
}
