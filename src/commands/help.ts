/** How `--help` looks: widths, colours where they are wanted, examples, and the variables most people need. */
import type { Argument, Command } from 'commander'
import { type VariableName, variables } from '../config/variables.ts'
import { colorsOf } from './colors.ts'

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

/** A section on a few environment variables, with their words from the table of all. */
export function addVariables(command: Command, names: readonly VariableName[], more: string): void {
  const colors = colorsOf('stdout')
  const helper = command.createHelp()
  const width = Math.max(...names.map(name => name.length))
  const lines = names.map(name =>
    helper.formatItem(colors.green(name), width, variables[name].meaning.replaceAll('`', ''), helper),
  )
  command.addHelpText('after', `\n${colors.bold('Environment:')}\n${lines.join('\n')}\n  ${colors.dim(more)}`)
}
