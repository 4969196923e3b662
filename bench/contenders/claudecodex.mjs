/**
 * The built program in forms that its command line does not offer: `none`, with no plugin at all, and `terminal`, with
 * the monitor as a person sees it, who has no part in a benchmark.
 */
import { createWriteStream } from 'node:fs'
import { devNull } from 'node:os'
import { startProxy } from '../../dist/src/commands/proxy.js'
import { loadConfiguration } from '../../dist/src/config/load.js'

const [port, monitor] = process.argv.slice(2)
const log = { debug() {}, info() {}, warn: console.error, error: console.error }
const configuration = await loadConfiguration({ flags: {}, log })
const plugins = monitor === 'none' ? [] : [{ plugin: await monitorOnTerminal(), fingerprint: 'bench' }]

await startProxy({
  configuration,
  settings: { ...configuration.server, port: Number(port) },
  log,
  compose: chain => ({ ...chain, plugins }),
})

async function monitorOnTerminal() {
  const { default: logPlugin } = await import('../../dist/plugins/log.js')
  const nowhere = createWriteStream(devNull)
  const stream = { isTTY: true, columns: 120, rows: 40, write: text => nowhere.write(text) }
  return logPlugin({ stream, environment: { TERM: 'xterm-256color' } })
}
