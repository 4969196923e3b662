/** Started by scripts/test-live.mjs. */
import { readFileSync } from 'node:fs'
import { liveCommand } from './command.ts'
import { programOf } from './program.ts'
import { liveProviders } from './providers.ts'

const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
const { version } = JSON.parse(manifest) as { readonly version: string }

process.exitCode = await liveCommand({
  program: programOf(version),
  providers: liveProviders,
  environment: process.env,
  words: process.argv.slice(2),
  print: text => process.stdout.write(text),
  progress: line => process.stderr.write(`${line}\n`),
  machine: `Node ${process.versions.node}, ${process.platform} ${process.arch}`,
  now: new Date(),
})
