/** The command line: every command with its flags. What a command does is loaded when it is called. */
import { Command, CommanderError, Option } from 'commander'
import { packageVersion } from '../core/version.ts'
import { addCouncil } from './council-program.ts'
import { exitCodes } from './exit-codes.ts'
import { failureOf } from './failure.ts'
import {
  logLevelOption,
  portOption,
  readModel,
  readName,
  withAddressFlags,
  withAnsweringFlags,
  withConfigurationFlags,
  withRecordingFlags,
  withVerboseFlag,
} from './flags.ts'
import {
  addExamples,
  addHelp,
  addVariables,
  explainUsageErrors,
  type Makeable,
  makeableFor,
  styleHelp,
} from './help.ts'
import { addLog } from './log-program.ts'
import { addPlugins } from './plugins-program.ts'
import { addReplay } from './replay-program.ts'
import { shellNames } from './shells.ts'
import { addVariablesCommand } from './variables-program.ts'

type Finish = (exitCode: number) => void

/** Runs one command line, prints what goes wrong, and returns the exit code. `words` are those after the program's name. */
export async function runCommandLine(words: readonly string[]): Promise<number> {
  let exitCode: number = exitCodes.ok
  const finish: Finish = code => {
    exitCode = code
  }
  try {
    const program = createProgram(finish, await makeableFor(words))
    await program.parseAsync(withDefaultCommand(words), { from: 'user' })
    return exitCode
  } catch (thrown) {
    // Commander has printed its own errors; help and version come the same way, with code 0.
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? exitCodes.ok : exitCodes.usage
    const verbose = words.includes('--verbose') || words.includes('-v') || Boolean(process.env.DEBUG)
    const failure = failureOf(thrown, { verbose })
    process.stderr.write(`claudecodex: ${failure.text}\n`)
    return failure.exitCode
  }
}

/** `serve` is what runs without the name of a command; a misspelt name stays one, for its suggestion. */
function withDefaultCommand(words: readonly string[]): readonly string[] {
  const [first] = words
  const own =
    first !== undefined && (!first.startsWith('-') || ['-h', '--help', '-V', '--version'].includes(first))
  return own ? words : ['serve', ...words]
}

/** `finish` receives the exit code of the command that runs; help and errors come as a `CommanderError`. */
function createProgram(finish: Finish, makeable: Makeable): Command {
  const program = new Command('claudecodex')
    .description('See what your agent does, answer it from any model, change it with TypeScript plugins.')
    .usage('[command] [options]')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help, or that of a command')
    .helpCommand(false)
    .enablePositionalOptions()
    .exitOverride()
  styleHelp(program)
  for (const add of [
    addServe,
    addRun,
    addCouncil,
    addLog,
    addReplay,
    addEnv,
    addInit,
    addDoctor,
    addPlugins,
    addVariablesCommand,
    addHelp,
  ])
    add(program, finish)
  explainUsageErrors(program)
  addExamples(program, [
    ['claudecodex', 'the proxy, at http://127.0.0.1:8082'],
    ['claudecodex --backend demo', 'needs no key and no network: for a first look'],
    ['claudecodex run claude', 'Claude Code through a proxy of its own'],
    ['eval "$(claudecodex env)" && claude', 'Claude Code through the proxy that runs already'],
  ])
  addVariables(
    program,
    [
      'LLM_BACKEND',
      'SERVER_PORT',
      'OPENAICOMPATIBLE_API_KEY',
      'OPENAICOMPATIBLE_BASE_URL',
      'AWS_PROFILE',
      'COUNCIL_MODELS',
    ],
    makeable,
    'all of them: claudecodex variables',
  )
  return program
}

function addServe(program: Command, finish: Finish): void {
  const command = program
    .command('serve')
    .summary('start the proxy (so does no command at all)')
    .description('Start the proxy and print what passes through it, until Ctrl-C.')
  withAddressFlags(command)
  withConfigurationFlags(command)
  withAnsweringFlags(command)
  withRecordingFlags(command)
  withVerboseFlag(command, 'print requests and answers in full, and every message')
    .addOption(logLevelOption())
    .option('--json', 'print one JSON object a line: the start, then each exchange; messages go to stderr')
  addExamples(command, [
    ['claudecodex serve --model claude-haiku-5-5', 'one model, whatever the client asks for'],
    ['claudecodex serve --port 9000 -v', 'see everything that passes'],
    ['claudecodex serve --json | jq .', 'for other programs'],
  ])
  command.action(async flags => {
    const { serve } = await import('./serve.ts')
    finish(await serve(flags))
  })
}

function addRun(program: Command, finish: Finish): void {
  const command = program
    .command('run')
    .summary('start a client through a proxy of its own')
    .description(
      'Start a proxy on a free port and a client that uses it. The terminal is the client’s; when it has ended, a ' +
        'summary follows on stderr. The exit code is the client’s.',
    )
    .argument('[client]', 'the program to start', 'claude')
    .argument('[arguments...]', 'its own flags and arguments; what follows the client is never ours')
    .passThroughOptions()
  withConfigurationFlags(command)
  withAnsweringFlags(command)
  withRecordingFlags(command)
  withVerboseFlag(command, 'show where an unexpected error happened')
  addExamples(command, [
    ['claudecodex run', 'Claude Code, with the backend of this folder’s configuration'],
    ['claudecodex run --backend demo claude -p hello', 'flags after the client are the client’s'],
    ['claudecodex run -- claude --resume', 'the same, said explicitly'],
  ])
  command.action(async (client: string, parameters: readonly string[], flags) => {
    const { run } = await import('./run.ts')
    finish(await run(client, parameters, flags))
  })
}

function addEnv(program: Command, finish: Finish): void {
  const command = program
    .command('env')
    .summary('print the variables that lead a client here')
    .description(
      'Print shell commands that set the variables with which Claude Code uses the proxy of this machine. They fit ' +
        'the proxy that runs, else the one that the configuration describes.',
    )
    .addOption(portOption('where the proxy listens (SERVER_PORT, else 8082)'))
    .addOption(new Option('--shell <name>', 'for which shell; found out without this').choices(shellNames))
    .option('--unset', 'take it all back, and restore what was there before')
  withConfigurationFlags(command)
  withVerboseFlag(command, 'show where an unexpected error happened')
  addExamples(command, [
    ['eval "$(claudecodex env)"', 'bash, zsh'],
    ['claudecodex env | source', 'fish'],
    ['claudecodex env | Out-String | Invoke-Expression', 'PowerShell'],
  ])
  command.action(async flags => {
    const { env } = await import('./env.ts')
    finish(await env(flags))
  })
}

function addInit(program: Command, finish: Finish): void {
  const command = program
    .command('init')
    .summary('write a configuration to start from')
    .description(
      'Write a claudecodex.config.ts in this folder, after two questions at most: who answers, and with which model. ' +
        'What is found on this machine is offered.',
    )
    .option('--backend <name>', 'answers the first question', readName)
    .option('--model <model>', 'answers the second', readModel)
    .option('-y, --yes', 'take the defaults, and ask nothing')
    .option('--force', 'replace a configuration that is there')
  withVerboseFlag(command, 'show where an unexpected error happened')
  addExamples(command, [
    ['claudecodex init', 'asks'],
    ['claudecodex init --yes', 'asks nothing'],
    ['claudecodex init --backend ollama --model qwen3-coder:30b', 'says it all'],
  ])
  command.action(async flags => {
    const { init } = await import('./init.ts')
    finish(await init(flags))
  })
}

function addDoctor(program: Command, finish: Finish): void {
  const command = program
    .command('doctor')
    .summary('look for what is wrong, and say what to do')
    .description(
      'Check this machine, the configuration, the backend and the settings of Claude Code: a line for each, with what to ' +
        'do where something is wrong. Changes nothing.',
    )
    .addOption(portOption('where the proxy listens (SERVER_PORT, else 8082)'))
    .option('--offline', 'ask nothing of the network')
  withConfigurationFlags(command)
  withVerboseFlag(command, 'show where an unexpected error happened').option(
    '--json',
    'print one JSON object, for other programs',
  )
  addExamples(command, [
    ['claudecodex doctor', 'of what this folder’s configuration leads to'],
    ['claudecodex doctor --backend ollama', 'of another backend, before it is used'],
  ])
  command.action(async flags => {
    const { doctor } = await import('./doctor.ts')
    finish(await doctor(flags))
  })
}
