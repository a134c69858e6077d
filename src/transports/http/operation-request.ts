import type { OperationRequest } from '../../execution/executor.ts';
import { readJsonBody, type BodyLimit } from './body.ts';
import type { HttpExchange } from './exchange.ts';
import { badRequest, isProblem, type HttpProblem } from './reply.ts';

/**
 * The GraphQL request of a GET's query string or a POST's body. `null` when nothing is left to answer: the client
 * went away, or has been refused.
 */
export async function readOperationRequest(
  exchange: HttpExchange,
  limit: BodyLimit,
): Promise<OperationRequest | HttpProblem | null> {
  if (exchange.method !== 'POST') return parseQueryString(exchange.query);
  const text = await readJsonBody(exchange, limit);
  return typeof text === 'string' ? parseBody(text) : text;
}

/** The request in a POST's body. */
function parseBody(text: string): OperationRequest | HttpProblem {
  const body = parseJson(text);
  if (!isRecord(body)) {
    return badRequest(
      `Expected a JSON object as the body, received ${body === undefined ? 'malformed JSON' : kindOf(body)}.`,
    );
  }
  return toOperationRequest(body);
}

/** The request in a GET's query string, where `variables` and `extensions` are JSON. */
function parseQueryString(query: URLSearchParams): OperationRequest | HttpProblem {
  const variables = jsonParameter(query, 'variables');
  if (isProblem(variables)) return variables;
  const extensions = jsonParameter(query, 'extensions');
  if (isProblem(extensions)) return extensions;
  return toOperationRequest({
    query: query.get('query') ?? undefined,
    operationName: query.get('operationName') || undefined,
    variables: variables.value,
    extensions: extensions.value,
  });
}

function toOperationRequest(fields: Record<string, unknown>): OperationRequest | HttpProblem {
  const { query, operationName, variables, extensions } = fields;
  if (typeof query !== 'string' || query === '') {
    return badRequest(`Expected \`query\` to be a GraphQL document, received ${kindOf(query)}.`);
  }
  if (!isAbsent(operationName) && typeof operationName !== 'string') {
    return badRequest(`Expected \`operationName\` to be a string, received ${kindOf(operationName)}.`);
  }
  if (!isAbsent(variables) && !isRecord(variables)) {
    return badRequest(`Expected \`variables\` to be a JSON object, received ${kindOf(variables)}.`);
  }
  if (!isAbsent(extensions) && !isRecord(extensions)) {
    return badRequest(`Expected \`extensions\` to be a JSON object, received ${kindOf(extensions)}.`);
  }
  return { query, operationName, variables, extensions };
}

function jsonParameter(query: URLSearchParams, name: string): { readonly value: unknown } | HttpProblem {
  const text = query.get(name);
  if (text === null || text === '') return { value: undefined };
  const value = parseJson(text);
  if (value === undefined) return badRequest(`Expected the parameter \`${name}\` to be JSON.`);
  return { value };
}

/** `undefined`, which JSON cannot say, where the text is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (value === '') return 'an empty string';
  return Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
}
