/** `claudecodex variables`. */
import type { Command } from 'commander'

export function addVariablesCommand(program: Command): void {
  program
    .command('variables')
    .summary('print every environment variable and what it sets')
    .description('Print every environment variable that claudecodex reads, what it sets and its default.')
    .action(async () => {
      const { variablesHelp } = await import('../config/variables-text.ts')
      process.stdout.write(`${variablesHelp()}\n`)
    })
}
