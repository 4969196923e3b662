/** How `--help` looks: widths, colours where they are wanted, examples, and the variables most people need. */
import type { Argument, Command } from 'commander'
import { kindReading, meaningOf, type Variable, type VariableName, variables } from '../config/variables.ts'
import { colorsOf } from './colors.ts'
import { unknownCommandText, usageText } from './usage-error.ts'

/** A command line and what it is good for. */
export type Example = readonly [line: string, purpose: string]

const [narrowest, widest] = [60, 100]

const columns = (): number => Math.max(narrowest, Math.min(process.stdout.columns ?? 80, widest))

/** The looks of a program and of every command that is added to it later. */
export function styleHelp(program: Command): void {
  const colors = colorsOf('stdout')
  const alarm = colorsOf('stderr')
  program
    .configureHelp({
      helpWidth: columns(),
      // The list of commands is read for their names; flags are in the help of each.
      subcommandTerm: command => [command.name(), ...command.registeredArguments.map(argumentTerm)].join(' '),
      styleTitle: text => colors.bold(text),
      styleCommandText: text => colors.cyan(text),
      styleSubcommandTerm: text => colors.cyan(text),
      styleOptionTerm: text => colors.green(text),
      styleArgumentTerm: text => colors.green(text),
    })
    .configureOutput({
      outputError: (text, write) => write(text.replace(/^error:/, alarm.red('claudecodex:'))),
    })
    .showSuggestionAfterError()
    .showHelpAfterError('(--help shows what there is)')
}

/** Hints of our own for every command that the program has. */
export function explainUsageErrors(program: Command): void {
  const alarm = colorsOf('stderr')
  for (const command of program.commands) {
    explainUsageErrors(command)
    command.configureOutput({
      outputError: (text, write) =>
        write(usageText(text, command).replace(/^error:/, alarm.red('claudecodex:'))),
    })
  }
}

function argumentTerm(argument: Argument): string {
  const name = argument.name() + (argument.variadic ? '...' : '')
  return argument.required ? `<${name}>` : `[${name}]`
}

/** A section of command lines below the help of a command, each beside its purpose where the terminal is wide enough. */
export function addExamples(command: Command, examples: readonly Example[]): void {
  const colors = colorsOf('stdout')
  const width = Math.max(...examples.map(([line]) => line.length))
  const fits = examples.every(([, purpose]) => width + purpose.length + 6 <= columns())
  const lines = examples.map(([line, purpose]) =>
    fits
      ? `  $ ${colors.cyan(line.padEnd(width))}  ${colors.dim(purpose)}`
      : `  ${colors.dim(`# ${purpose}`)}\n  $ ${colors.cyan(line)}`,
  )
  command.addHelpText('after', `\n${colors.bold('Examples:')}\n${lines.join('\n')}`)
}

/** A section of words below the help of a command, each beside what it means. */
export function addTable(
  command: Command,
  title: string,
  rows: readonly (readonly [word: string, meaning: string])[],
): void {
  const colors = colorsOf('stdout')
  const width = Math.max(...rows.map(([word]) => word.length))
  command.addHelpText('after', () => {
    const helper = command.createHelp()
    helper.helpWidth = columns()
    const lines = rows.map(([word, meaning]) => helper.formatItem(colors.green(word), width, meaning, helper))
    return `\n${colors.bold(title)}\n${lines.join('\n')}`
  })
}

/** What this build can make: known where a help is asked for, since finding out loads every backend. */
export interface Makeable {
  readonly providers: readonly string[]
  readonly kinds: readonly string[]
}

/** Nothing where no help of the whole program is asked for: finding out loads every backend. */
export async function makeableFor([first = '']: readonly string[]): Promise<Makeable> {
  if (!['-h', '--help', 'help'].includes(first)) return { providers: [], kinds: [] }
  const [{ makeableProviders }, { kinds }] = await Promise.all([
    import('../config/backends.ts'),
    import('../config/kinds.ts'),
  ])
  return { providers: makeableProviders(), kinds: Object.keys(kinds) }
}

/** A section on a few environment variables, with their words from the table of all; what reads none of them is left out. */
export function addVariables(
  command: Command,
  names: readonly VariableName[],
  { providers, kinds }: Makeable,
  more: string,
): void {
  const colors = colorsOf('stdout')
  const helper = command.createHelp()
  const rows = names
    .map((name): readonly [string, Variable] => [name, variables[name]])
    .filter(([name]) => isRead(kindReading(name), kinds))
  const width = Math.max(...rows.map(([name]) => name.length))
  const lines = rows.map(([name, row]) =>
    helper.formatItem(colors.green(name), width, meaningOf(row, providers).replaceAll('`', ''), helper),
  )
  command.addHelpText('after', `\n${colors.bold('Environment:')}\n${lines.join('\n')}\n  ${colors.dim(more)}`)
}

const isRead = (kind: string | undefined, kinds: readonly string[]): boolean =>
  kind === undefined || kinds.includes(kind)

/** In place of commander's own, which prints the help of the program for a name that it does not know. */
export function addHelp(program: Command): void {
  program
    .command('help')
    .argument('[command...]')
    .summary('print the help of a command')
    .description('Print the help of a command, or the list of all.')
    .action((names: readonly string[]) => {
      let command = program
      for (const name of names) {
        const next = command.commands.find(one => one.name() === name)
        if (!next) return command.error(unknownCommandText(name, command))
        command = next
      }
      command.help()
    })
}
