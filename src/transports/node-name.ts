/** How the name of a node may be, in words. */
export const NODE_NAME_FORM = '1 to 32 letters, digits, hyphens and underscores';

/** Whether a text may be the name of a node. */
export function isNodeName(text: string): boolean {
  return /^[\w-]{1,32}$/.test(text);
}

/**
 * What is issued here and good on this node alone, in a form that a load balancer knows the way back by:
 * `<node>.<secret>`, or the secret alone where the node has no name.
 */
export function issuedBy(nodeName: string | undefined, secret: string): string {
  return nodeName === undefined ? secret : `${nodeName}.${secret}`;
}
