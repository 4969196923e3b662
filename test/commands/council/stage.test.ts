import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { councilStage, openGateway } from '../../../src/commands/council/stage.ts'
import { silentLog } from '../../../src/core/log.ts'

describe('the stage of a council', () => {
  let folder: string
  const file = () => join(folder, 'claudecodex.config.mjs')
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'claudecodex-stage-'))
    writeFileSync(
      file(),
      `export default {
        council: { members: ['sim:a', 'mine:x'], quorum: 1, mode: 'fast' },
        record: false,
        plugins: [
          { name: 'own', apiVersion: 1, backends: [{ name: 'mine', async *stream() {} }] },
          { name: 'asks', apiVersion: 1 },
        ],
      }`,
    )
  })
  after(() => rmSync(folder, { recursive: true }))

  it('is the council of the configuration, with members that plugins bring, and its plugins', async () => {
    const stage = await councilStage({ config: file() }, silentLog, 'drawn')
    expect(stage.council).to.deep.include({ mode: 'fast', quorum: 1, seed: 'drawn' })
    expect(stage.council.members.map(({ model }) => model)).to.deep.equal(['sim:a', 'mine:x'])
    expect(stage.chain.plugins.map(({ plugin }) => plugin.name))
      .to.include.members(['own', 'asks'])
      .and.not.include('failover')
    expect(stage.chain.models.defaultBackend).to.equal('sim')
    const gateway = await openGateway(stage, silentLog)
    expect(gateway.backendNames).to.include.members(['sim', 'mine'])
    await gateway.close()
  })
  it('is that of the flags, which is not to write where an answer is to be selected', async () => {
    const flags = {
      config: false as const,
      models: ['demo', 'sim:b'],
      select: true,
      record: false,
      seed: 'mine',
    }
    const { council, chain } = await councilStage(flags, silentLog, 'drawn')
    expect(council).to.include({ mode: 'full', seed: 'mine', synthesizes: false })
    expect(chain.models.defaultBackend).to.equal('demo')
  })
})
