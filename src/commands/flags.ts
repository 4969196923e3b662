/** The flags that several commands share, and how their values are read. */
import { type Command, InvalidArgumentError, Option } from 'commander'

export const logLevels = ['error', 'warn', 'info', 'debug'] as const
export type LogLevel = (typeof logLevels)[number]

/** Which configuration, which backend, which model. */
export interface ConfigurationFlags {
  readonly backend?: string
  readonly model?: string
  /** False for `--no-config`. */
  readonly config?: string | false
}

/** How requests are answered. */
export interface AnsweringFlags {
  readonly strict?: boolean
  /** False for `--no-failover`. */
  readonly failover?: boolean
}

/** Where the server listens and whom it answers. */
export interface ServerFlags {
  readonly port?: number
  readonly host?: string
  readonly allowHost?: readonly string[]
}

/** What is written down. */
export interface RecordingFlags {
  /** False for `--no-record`. */
  readonly record?: boolean
  readonly logFile?: string
  readonly logDir?: string
}

export interface OutputFlags {
  readonly verbose?: boolean
}

export const configurationGroup = 'Configuration:'
export const outputGroup = 'Output:'

export const withConfigurationFlags = (command: Command): Command =>
  command
    .optionsGroup(configurationGroup)
    .option(
      '--backend <name>',
      'who answers: a built-in backend such as anthropic or demo, or a name you declared',
      readName,
    )
    .option('--model <model>', 'the model for every request, or backend:model', readModel)
    .option('--config <file>', 'read this configuration file instead of searching for one')
    .option('--no-config', 'read no configuration file')

/** For commands that answer requests. */
export const withAnsweringFlags = (command: Command): Command =>
  command
    .optionsGroup(configurationGroup)
    .option('--strict', 'refuse a request of which the translation would leave something out')
    .option('--no-failover', 'ask once, and leave every other try to the client')

/** For commands that listen. */
export const withAddressFlags = (command: Command): Command =>
  command
    .optionsGroup('Address:')
    .addOption(portOption('where to listen; 0 takes any free port (SERVER_PORT, else 8082)'))
    .option('--next-port', 'take the next free port where that one is taken')
    .option(
      '--host <address>',
      'the address to bind (127.0.0.1); any other needs a client key in the configuration',
    )
    .option(
      '--allow-host <name>',
      'answer requests that call this machine by that name (repeatable)',
      collected,
    )

/** For commands that record what they answer. */
export const withRecordingFlags = (command: Command): Command =>
  command
    .optionsGroup('Recording:')
    .option('--no-record', 'write nothing down (CLAUDECODEX_RECORD)')
    .addOption(
      new Option(
        '--log-file <file>',
        'record into this file; an earlier recording of that name is moved aside',
      )
        .argParser(readPath)
        .conflicts(['logDir', 'record']),
    )
    .addOption(
      new Option('--log-dir <folder>', 'record into a file of this folder (logs in the state folder)')
        .argParser(readPath)
        .conflicts('record'),
    )

export const withVerboseFlag = (command: Command, description: string): Command =>
  command.optionsGroup(outputGroup).option('-v, --verbose', description)

export const portOption = (description: string): Option =>
  new Option('--port <number>', description).argParser(readPort)

export const logLevelOption = (): Option =>
  new Option('--log-level <level>', 'which messages of the program are printed').choices(logLevels)

/** For a flag that may be given several times. */
export const collected = (value: string, earlier: readonly string[] = []): readonly string[] => [
  ...earlier,
  value,
]

/** Of a backend. A shell's variable that is not set leaves an empty one, which must not mean the default. */
export function readName(text: string): string {
  if (text.trim() !== '') return text.trim()
  throw new InvalidArgumentError('It is empty.')
}

export function readPath(text: string): string {
  if (text.trim() !== '') return text
  throw new InvalidArgumentError('It is empty.')
}

export function readModel(text: string): string {
  const model = readName(text)
  if (!model.endsWith(':')) return model
  throw new InvalidArgumentError('Behind the colon stands the model, and there is none.')
}

export function readPort(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('A port is a number from 0 (any free one) to 65535.')
}
