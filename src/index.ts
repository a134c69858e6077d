export { createServer, type Specwire, type SpecwireOptions } from './create-server.ts';
export type { Limits } from './limits.ts';
export type { Access, Authenticate, Credentials, Refusal } from './transports/access.ts';
export type { AccessOptions } from './server/access/authenticate.ts';
export type { JwtOptions } from './server/access/jwt.ts';
export type { StaticToken } from './server/access/static-tokens.ts';
export { eftFormat } from './format/eft.ts';
export type { SpecFile, SpecFormat } from './format/format.ts';
export type { FileReading, IdClaim, ParsedSpec } from './spec/parsed-file.ts';
export {
  PROBLEM_CODES,
  type Metadata,
  type MetadataValue,
  type Spec,
  type SpecPriority,
  type SpecProblem,
} from './spec/spec.ts';
export type { TransportLog as Log } from './transports/operation-host.ts';
export { printSdl, schema } from './schema/index.ts';
