import type { GraphQLSchema } from 'graphql';
import type { OperationRequest } from '../../execution/executor.ts';
import { headerOf, type HttpExchange } from '../http/exchange.ts';
import { badRequest, isProblem, type HttpProblem } from '../http/reply.ts';
import { BATCHES_DOCUMENT, EVENTS_DOCUMENT } from './documents.ts';
import { parametersOf, readFlag, readParameters, unreadableParameter } from './parameters.ts';

/** Reads which subscription an address of `/api/events` asks for. */
export type ReadEventsRequest = (
  exchange: Pick<HttpExchange, 'request' | 'query'>,
) => OperationRequest | HttpProblem;

/** Beside the arguments of the subscriptions; a ticket is taken before. */
const OTHER_NAMES = ['batch', 'lastEventId', 'ticket'];

/** The parameters are the arguments of the schema's `specsChanged`, so that none is missing. */
export function createReadEventsRequest(schema: GraphQLSchema): ReadEventsRequest {
  const parameters = parametersOf(schema.getSubscriptionType()?.getFields()['specsChanged']?.args ?? []);
  const names = [...parameters.keys(), ...OTHER_NAMES].sort();

  return ({ request, query }) => {
    const unknown = [...query.keys()].find((name) => !names.includes(name));
    if (unknown !== undefined) {
      return badRequest(
        `Expected the parameters ${names.join(', ')}, got ${JSON.stringify(unknown.slice(0, 100))}.`,
      );
    }
    const read = readParameters(parameters, query);
    if (isProblem(read)) return read;
    const { snapshot, since, ...variables } = read.values;
    const batch = readFlag(query.getAll('batch'));
    if (batch === undefined) return unreadableParameter('batch', '`true` or `false`', query.getAll('batch'));
    const inBatches = batch || snapshot === true;
    if (!inBatches && 'maxBatchSize' in variables) {
      return badRequest('maxBatchSize: expected only beside `batch=true` or `snapshot=true`, got neither.');
    }
    // An EventSource comes back with the address it was made for, and the newest position in the header.
    const position = headerOf(request, 'last-event-id') || query.get('lastEventId') || since || undefined;
    return {
      query: inBatches ? BATCHES_DOCUMENT : EVENTS_DOCUMENT,
      variables: {
        ...variables,
        ...(inBatches && snapshot !== undefined ? { snapshot } : {}),
        ...(position === undefined ? {} : { since: position }),
      },
    };
  };
}
