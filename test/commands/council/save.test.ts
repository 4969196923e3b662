import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { saveTranscript, transcriptFolder, transcriptName } from '../../../src/commands/council/save.ts'
import { failureOf } from '../../support/failure.ts'

describe('a transcript on disk', () => {
  let home: string
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'claudecodex-transcript-'))
  })
  afterEach(() => rmSync(home, { recursive: true }))
  const date = new Date('2026-11-26T14:30:12Z')

  it('lies in a folder for its day, under the time of the day', async () => {
    const folder = transcriptFolder(home, date)
    expect(folder).to.equal(join(home, 'council', '2026-11-26'))
    const file = await saveTranscript(folder, transcriptName(date, '7f3a'), {
      markdown: '# x\n',
      json: '{}\n',
    })
    expect(file).to.equal(join(folder, '143012-7f3a.md'))
    expect(readFileSync(file, 'utf8')).to.equal('# x\n')
    expect(readFileSync(file.replace(/md$/, 'json'), 'utf8')).to.equal('{}\n')
    if (process.platform === 'win32') return
    expect(statSync(file).mode & 0o777).to.equal(0o600)
    expect(statSync(folder).mode & 0o777).to.equal(0o700)
  })
  it('takes the place of no other', async () => {
    const text = { markdown: 'x', json: '{}' }
    await saveTranscript(home, 'one', text)
    expect(await failureOf(saveTranscript(home, 'one', text))).to.include({ code: 'EEXIST' })
  })
})
