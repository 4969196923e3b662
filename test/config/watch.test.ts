import { mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { type WatchFolder, type Watching, watchConfiguration } from '../../src/config/watch.ts'
import { makeTree, type Tree } from '../support/tree.ts'

describe('watching the configuration', () => {
  let tree: Tree
  let watching: Watching | undefined
  let changes: string[][]
  let wake: () => void
  const at = (path: string): string => join(tree.root, path)

  beforeEach(() => {
    tree = makeTree({ 'a.ts': '1', 'deep/b.ts': '1' })
    changes = []
    wake = () => {}
  })
  afterEach(() => {
    watching?.close()
    tree.remove()
  })

  const onChange = (changed: readonly string[]): void => {
    changes.push(changed.map(file => file.slice(tree.root.length + 1).replaceAll('\\', '/')))
    wake()
  }
  const nextChange = (): Promise<void> =>
    new Promise(resolve => {
      wake = resolve
    })

  it('tells of what was saved after it was read and before it was watched', async () => {
    const since = Date.now()
    for (const [file, offset] of [
      ['a.ts', 1],
      ['deep/b.ts', -1],
    ] as const) {
      const time = since / 1_000 + offset
      utimesSync(at(file), time, time)
    }
    const change = nextChange()
    watching = await watchConfiguration([at('a.ts'), at('deep/b.ts')], onChange, { quietMs: 20, since })
    await change
    expect(changes).to.deep.equal([['a.ts']])
  })

  describe('on a real disk', () => {
    beforeEach(async () => {
      watching = await watchConfiguration([at('a.ts'), at('deep/b.ts'), at('.env')], onChange, {
        quietMs: 20,
      })
    })

    it('tells of a file that was written', async () => {
      const change = nextChange()
      writeFileSync(at('deep/b.ts'), '2')
      await change
      expect(changes).to.deep.equal([['deep/b.ts']])
    })

    it('tells of a file that an editor saves by renaming, again and again', async () => {
      for (const text of ['2', '3']) {
        const change = nextChange()
        writeFileSync(at('a.ts~'), text)
        renameSync(at('a.ts~'), at('a.ts'))
        await change
      }
      expect(changes).to.deep.equal([['a.ts'], ['a.ts']])
    })

    it('tells of a file while others in its folder never rest', async () => {
      const change = nextChange()
      writeFileSync(at('a.ts'), '2')
      let isTold = false
      const told = change.then(() => {
        isTold = true
      })
      for (let number = 0; !isTold && number < 1_000; number++) {
        writeFileSync(at('busy.txt'), String(number))
        await sleep(5)
      }
      expect(isTold).to.equal(true)
      await told
      expect(changes).to.deep.equal([['a.ts']])
    })

    it('tells of a file that comes, and of one that goes', async () => {
      const coming = nextChange()
      writeFileSync(at('.env'), 'A=1')
      await coming
      const going = nextChange()
      rmSync(at('a.ts'))
      await going
      expect(changes).to.deep.equal([['.env'], ['a.ts']])
    })
  })

  /** A disk whose events are made by hand. */
  const manual = () => {
    const folders = new Map<string, { changed(): void; failed(error: unknown): void }>()
    const watch: WatchFolder = (folder, changed, failed) => {
      folders.set(folder, { changed, failed })
      return { close: () => void folders.delete(folder) }
    }
    return { folders, watch, touch: () => folders.get(tree.root)?.changed() }
  }
  const settled = () => sleep(60)

  it('does nothing for a touch, a file beside, or a text written twice', async () => {
    const disk = manual()
    watching = await watchConfiguration([at('a.ts')], onChange, { quietMs: 5, watch: disk.watch })
    utimesSync(at('a.ts'), new Date(), new Date())
    writeFileSync(at('a.ts'), '1')
    writeFileSync(at('other.ts'), '1')
    disk.touch()
    await settled()
    expect(changes).to.deep.equal([])
  })

  it('waits for quiet: many steps are one change', async () => {
    const disk = manual()
    watching = await watchConfiguration([at('a.ts')], onChange, { quietMs: 30, watch: disk.watch })
    const change = nextChange()
    for (const text of ['2', '3', '4']) {
      writeFileSync(at('a.ts'), text)
      disk.touch()
    }
    await change
    await settled()
    expect(changes).to.deep.equal([['a.ts']])
  })

  it('does not call again before the last call has ended, and loses nothing meanwhile', async () => {
    const disk = manual()
    let open = 0
    let most = 0
    const slow = async (changed: readonly string[]): Promise<void> => {
      open += 1
      most = Math.max(most, open)
      await sleep(20)
      open -= 1
      onChange(changed)
    }
    watching = await watchConfiguration([at('a.ts')], slow, { quietMs: 1, watch: disk.watch })
    for (const text of ['2', '3']) {
      writeFileSync(at('a.ts'), text)
      disk.touch()
      await sleep(10)
    }
    while (changes.length < 2) await nextChange()
    expect(most).to.equal(1)
  })

  it('watches other files from an update on, and remembers what it knew of those that stay', async () => {
    const disk = manual()
    watching = await watchConfiguration([at('a.ts'), at('deep/b.ts')], onChange, {
      quietMs: 1,
      watch: disk.watch,
    })
    expect([...disk.folders.keys()]).to.have.members([tree.root, at('deep')])
    writeFileSync(at('a.ts'), '2')
    await watching.update([at('a.ts')])
    expect([...disk.folders.keys()]).to.deep.equal([tree.root])
    const change = nextChange()
    disk.touch()
    await change
    expect(changes).to.deep.equal([['a.ts']])
  })

  it('goes on after a call that failed, and reports it', async () => {
    const disk = manual()
    const reports: string[] = []
    let calls = 0
    const failing = (): void => {
      calls += 1
      wake()
      throw new Error('no')
    }
    watching = await watchConfiguration([at('a.ts')], failing, {
      quietMs: 1,
      watch: disk.watch,
      report: text => reports.push(text),
    })
    for (const text of ['2', '3']) {
      const change = nextChange()
      writeFileSync(at('a.ts'), text)
      disk.touch()
      await change
    }
    await settled()
    expect(calls).to.equal(2)
    expect(reports).to.deep.equal(['changes were not taken over: no', 'changes were not taken over: no'])
  })

  it('reports a folder that it cannot watch, at once or later', async () => {
    const disk = manual()
    const reports: string[] = []
    const watch: WatchFolder = (folder, changed, failed) => {
      if (folder === at('deep')) throw new Error('too many')
      return disk.watch(folder, changed, failed)
    }
    watching = await watchConfiguration([at('a.ts'), at('deep/b.ts')], onChange, {
      watch,
      report: text => reports.push(text),
    })
    expect(reports[0]).to.match(/deep cannot be watched, so its changes need a restart: too many$/)
    disk.folders.get(tree.root)?.failed('gone')
    expect(reports[1]).to.match(/cannot be watched.*: gone$/)
    expect(disk.folders.size).to.equal(0)
  })

  it('does without a folder that is not there', async () => {
    const reports: string[] = []
    watching = await watchConfiguration([at('none/a.ts')], onChange, { report: text => reports.push(text) })
    expect(reports).to.have.length(1)
    mkdirSync(at('none'))
  })

  it('is silent once it is closed', async () => {
    const disk = manual()
    watching = await watchConfiguration([at('a.ts')], onChange, { quietMs: 1, watch: disk.watch })
    const { touch, folders } = disk
    const { changed } = folders.get(tree.root) ?? { changed() {} }
    writeFileSync(at('a.ts'), '2')
    touch()
    watching.close()
    changed()
    await settled()
    expect(changes).to.deep.equal([])
    expect(folders.size).to.equal(0)
  })
})
