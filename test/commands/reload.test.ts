import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { type ReloadParts, reloadOnChange } from '../../src/commands/reload.ts'
import type { Configuration } from '../../src/config/configuration.ts'
import { ConfigError } from '../../src/config/errors.ts'
import { configurationOf, pluginOf } from '../support/configuration.ts'
import { keptLog } from '../support/gateway.ts'

describe('a configuration that is saved', () => {
  let folder: string
  let file: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'claudecodex-reload-'))
    file = join(folder, 'claudecodex.config.json')
    await writeFile(file, '1')
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  /** Saves the file and waits for the line that tells what came of it. */
  async function saved(parts: Partial<ReloadParts>, files: readonly string[] = [file]) {
    const log = keptLog()
    const replaced: Configuration[] = []
    let changed = () => {}
    const watching = await reloadOnChange({
      configuration: configurationOf({ files: [file] }),
      load: async () => configurationOf({ files }),
      replace: async next => void replaced.push(next),
      log,
      watch: {
        quietMs: 0,
        watch: (_folder, onChange) => {
          changed = onChange
          return { close() {} }
        },
      },
      ...parts,
    })
    const save = async (path = file) => {
      const lines = log.lines.length
      await writeFile(path, `${Math.random()}`)
      changed()
      while (log.lines.length === lines) await new Promise(resolve => setTimeout(resolve, 5))
      return log.lines.slice(lines)
    }
    return { save, replaced, close: () => watching.close() }
  }

  it('runs from then on, and the log says what is new', async () => {
    const { chain } = configurationOf()
    const next = configurationOf({
      files: [file],
      chain: { ...chain, plugins: [pluginOf('mine')] },
      notices: ['hm'],
    })
    const { save, replaced, close } = await saved({ load: async () => next })
    const lines = await save()
    close()
    expect(lines[0]).to.match(/^info: .*claudecodex\.config\.json changed: added plugin mine$/)
    expect(lines[1]).to.equal('warn: hm')
    expect(replaced).to.deep.equal([next])
  })
  it('is taken over although no difference can be named', async () => {
    const { save, close } = await saved({})
    expect((await save())[0]).to.match(/changed: taken over$/)
    close()
  })
  it('says each time what still waits for a restart', async () => {
    const { server } = configurationOf()
    const next = configurationOf({ files: [file], server: { ...server, port: 9 } })
    const { save, close } = await saved({ load: async () => next })
    for (const _ of [1, 2]) {
      expect(await save()).to.include('warn: server.port changed: that needs a restart')
    }
    close()
  })
  it('leaves everything as it runs where it is wrong, and tries again when what was wrong is saved', async () => {
    const plugin = join(folder, 'plugin.ts')
    let isWrong = true
    const { save, replaced, close } = await saved({
      load: async () => {
        if (isWrong) throw new ConfigError('no plugin', { file: plugin, line: 3 })
        return configurationOf({ files: [file] })
      },
    })
    const [line] = await save()
    expect(line).to.contain('cannot be used; what ran before runs on').and.contain('plugin.ts:3: no plugin')
    expect(replaced).to.deep.equal([])
    isWrong = false
    expect((await save(plugin))[0]).to.match(/plugin\.ts changed/)
    expect(replaced).to.have.length(1)
    close()
  })
  it('leaves everything as it runs where a plugin does not start', async () => {
    const { save, close } = await saved({ replace: () => Promise.reject(new Error('no database')) })
    expect((await save())[0]).to.contain('what ran before runs on\nno database')
    close()
  })
  it('is not given up for another vendor where its file is gone, and is taken over when it is back', async () => {
    const loads = [
      configurationOf({ files: [] }),
      configurationOf({ file: '/home/me/.claudecodex/config.ts', files: [] }),
      configurationOf({ file, files: [file] }),
    ]
    const { save, replaced, close } = await saved({
      configuration: configurationOf({ file, files: [file] }),
      load: async () => loads.shift() ?? configurationOf(),
    })
    for (const _ of ['nothing else', 'one of another folder']) {
      expect((await save())[0])
        .to.contain('what ran before runs on')
        .and.contain('put it back')
    }
    expect(replaced).to.deep.equal([])
    await save()
    close()
    expect(replaced.map(next => next.file)).to.deep.equal([file])
  })
  it('may change its name within its folder', async () => {
    const renamed = configurationOf({ file: join(folder, 'claudecodex.config.yaml'), files: [file] })
    const { save, replaced, close } = await saved({
      configuration: configurationOf({ file, files: [file] }),
      load: async () => renamed,
    })
    await save()
    close()
    expect(replaced).to.deep.equal([renamed])
  })
})
