/** `claudecodex plugins check`: loads a plugin as the proxy would, runs it on recorded exchanges, and says what it did. */
import { resolve } from 'node:path'
import { ConfigError } from '../../config/errors.ts'
import { PluginStartError } from '../../core/running-chain.ts'
import { hookNames } from '../../core/running-plugin.ts'
import { readExchanges } from '../../testing/recorded.ts'
import { colorsOf } from '../colors.ts'
import { exitCodes } from '../exit-codes.ts'
import type { OutputFlags } from '../flags.ts'
import { runOwnTests } from '../plugin-tests.ts'
import { captured } from './captured.ts'
import { type Checked, hasPassed } from './checked.ts'
import { loadPlugin, readOptions } from './load-plugin.ts'
import { reportJson, reportText } from './report.ts'
import { tryPlugin } from './trials.ts'

export interface CheckFlags extends OutputFlags {
  /** JSON of the plugin's options. */
  readonly options?: string
  /** Folder of recorded exchanges, in place of those that ship. */
  readonly exchanges?: string
  /** False leaves the tests beside the plugin alone. */
  readonly test?: boolean
  readonly json?: boolean
}

export async function check(name: string, flags: CheckFlags): Promise<number> {
  const checked = await examine(name, flags)
  const looks = { colors: colorsOf('stdout') }
  process.stdout.write(flags.json ? reportJson(checked) : reportText(checked, looks))
  return hasPassed(checked) ? exitCodes.ok : exitCodes.plugins.failed
}

async function examine(name: string, flags: CheckFlags): Promise<Checked> {
  const options = readOptions(flags.options)
  const exchanges = await readExchanges(flags.exchanges && resolve(flags.exchanges))
  const printed: string[] = []
  const bare: Checked = { asked: name, hooks: [], trials: [], time: {}, printed }
  try {
    // In one go: what a plugin has found as the place to write to when it was made, it writes to later.
    const { loaded, tried } = await captured(printed, async () => {
      const loaded = await loadPlugin(name, options)
      return { loaded, tried: await tryPlugin(loaded.plugin, exchanges, loaded.from) }
    })
    const { plugin, from } = loaded
    const hooks = hookNames.filter(hook => plugin[hook] !== undefined)
    const tests = flags.test === false ? undefined : await runOwnTests(from ?? name)
    return { ...bare, ...tried, plugin: loaded, hooks, ...(tests && { tests }) }
  } catch (thrown) {
    if (!ConfigError.is(thrown) && !(thrown instanceof PluginStartError)) throw thrown
    return { ...bare, problem: thrown.message }
  }
}
