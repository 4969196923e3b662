/** The built program with a set of plugins that its command line does not offer, none at all among them. */
import { startProxy } from '../../dist/src/commands/proxy.js'
import { loadConfiguration } from '../../dist/src/config/load.js'
import { pluginsOf } from './plugin-sets.mjs'

const [port, set] = process.argv.slice(2)
const log = { debug() {}, info() {}, warn: console.error, error: console.error }
const configuration = await loadConfiguration({ flags: {}, log })
const plugins = await pluginsOf(set)

await startProxy({
  configuration,
  settings: { ...configuration.server, port: Number(port) },
  log,
  compose: chain => ({ ...chain, plugins }),
})
