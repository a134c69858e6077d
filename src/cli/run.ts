import { cac, type Command } from 'cac';
import { SETTINGS, UsageError, type SettingName } from '../config.ts';
import { version } from '../version.ts';
import { markTexts, unmarkTexts } from './argv.ts';
import { DEFAULT_FOLDER } from './default-folder.ts';
import { inert } from './inert.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';
import { TAIL_FLAGS } from './tail-options.ts';

/** Runs one command line; resolves with what the process should end with. Loads no more than the command needs. */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  const cli = cac('specwire');

  const serveCommand = cli
    .command('serve [folder]', 'Serve a folder of specs as a live GraphQL API')
    .ignoreOptionDefaultValue()
    .example((bin) => `  ${bin} serve docs/specs --port 8080`)
    .example((bin) => `  DASHBOARD_URL=http://localhost:5173 ${bin} serve`)
    .action(async (folder: string | undefined, flags: Record<string, unknown>) => {
      const { serve } = await import('./serve.ts');
      return serve(folder, settingsIn(flags), io);
    });
  for (const { flag, description, env, fallback } of Object.values(SETTINGS)) {
    const usual =
      typeof fallback === 'number' || (typeof fallback === 'string' && fallback !== '')
        ? `, ${fallback} if not given`
        : '';
    serveCommand.option(flag, `${description}${usual} [${env.join(', ')}]`);
  }

  const tailCommand = cli
    .command('tail [...ids]', 'Follow in a terminal what changes on a server')
    .example((bin) => `  ${bin} tail`)
    .example((bin) => `  ${bin} tail E13 --children --status draft,in-progress --time`)
    .example((bin) => `  ${bin} tail 'E13-*' --json | jq --unbuffered -r .specId`)
    .example((bin) => `  ${bin} tail E13-F03 --exit-after 1`)
    .action(async (ids: string[], flags: Record<string, unknown>) => {
      const { tail } = await import('./tail.ts');
      return tail(ids, flags, io);
    });
  for (const { flag, description, ...rest } of Object.values(TAIL_FLAGS)) {
    tailCommand.option(flag, 'env' in rest ? `${description} [${rest.env}]` : description);
  }

  cli
    .command('check [folder]', 'List what is wrong in a folder of specs')
    .option('--json', 'Print one JSON document instead of lines')
    .example((bin) => `  ${bin} check docs/specs`)
    .example((bin) => `  ${bin} check --json | jq .problems[].code`)
    .action(async (folder: string | undefined, flags: Record<string, unknown>) => {
      const { check } = await import('./check.ts');
      return check(folder ?? DEFAULT_FOLDER, { json: flags['json'] === true }, io);
    });

  cli
    .command('schema', 'Print the GraphQL schema')
    .example((bin) => `  ${bin} schema > schema.graphql`)
    .action(async () => {
      const { printSdl } = await import('../schema/index.ts');
      io.stdout.write(printSdl());
      return EXIT.ok;
    });

  cli.help();
  cli.version(version);

  try {
    return await dispatch(argv, cli);
  } catch (error) {
    const usage = error instanceof UsageError || (error instanceof Error && error.name === 'CACError');
    io.stderr.write(`specwire: ${inert(error instanceof Error ? error.message : String(error))}\n`);
    if (usage) io.stderr.write('Run `specwire --help` for how it is used.\n');
    return usage ? EXIT.usage : EXIT.fault;
  }
}

async function dispatch(argv: readonly string[], cli: ReturnType<typeof cac>): Promise<ExitCode> {
  cli.parse(['node', 'specwire', ...markTexts(argv)], { run: false });
  cli.args = unmarkTexts(cli.args);
  for (const [name, given] of Object.entries(cli.options)) cli.options[name] = unmarkTexts<unknown>(given);
  if (cli.options['help'] || cli.options['version']) return EXIT.ok;
  const command: Command | undefined = cli.matchedCommand;
  if (!command) {
    const [word] = cli.args;
    throw new UsageError(
      word === undefined
        ? 'expected a command: serve, tail, check or schema.'
        : `expected a command (serve, tail, check or schema), got ${JSON.stringify(word)}.`,
    );
  }
  const result: unknown = await cli.runMatchedCommand();
  return result === EXIT.fault ? EXIT.fault : EXIT.ok;
}

/** The flags that are settings, as they were given. */
function settingsIn(flags: Record<string, unknown>): Partial<Record<SettingName, unknown>> {
  const names = Object.entries(SETTINGS).map(([name, { flag }]) => {
    const word = flag.split(' ')[0]!.replace(/^--(no-)?/, '');
    return [name, word.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())] as const;
  });
  return Object.fromEntries(names.flatMap(([name, key]) => (key in flags ? [[name, flags[key]]] : [])));
}
