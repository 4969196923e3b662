import { expect } from 'chai'
import { Chalk } from 'chalk'
import type { Rehearsal } from '../../../src/commands/replay/rehearsal.ts'
import { rehearsalJson, rehearsalText } from '../../../src/commands/replay/rehearsal-text.ts'
import { jobOf } from '../../support/replays.ts'

const request = {
  method: 'POST',
  url: 'https://llm.example/v1/chat/completions',
  headers: { 'content-type': 'application/json' },
  model: 'model-1',
  body: { text: 'a\u001bb' },
}
const text = (more: Partial<Rehearsal>): string =>
  rehearsalText({ job: jobOf(), request, isDifferent: false, ...more }, new Chalk({ level: 0 }))
const start = '#1 → scripted:model-1  POST https://llm.example/v1/chat/completions'

describe('a rehearsal as it is shown', () => {
  it('is one line where nothing differs', () =>
    expect(text({ difference: { body: [] } })).to.equal(`${start}  as recorded`))
  it('has a line for each difference', () => {
    const difference = {
      url: ['https://a.example', 'https://b.example'] as const,
      body: [
        { pointer: '/a', kind: 'changed', before: 1, after: 2 },
        { pointer: '/b', kind: 'appended', after: { c: 1 } },
        { pointer: '/d', kind: 'removed', before: 'x' },
      ] as const,
    }
    expect(text({ difference: difference as never, isDifferent: true }).split('\n')).to.deep.equal([
      `${start}  differs`,
      '    ~ url  https://a.example → https://b.example',
      '    ~ /a  1 → 2',
      '    + /b  {"c":1}',
      '    - /d  "x"',
    ])
  })
  it('shows two long texts where they part', () => {
    const [before, after] = [`${'x'.repeat(200)}one`, `${'x'.repeat(200)}two`]
    const found = text({ difference: { body: [{ pointer: '/a', kind: 'changed', before, after }] } })
    expect(found).to.contain('"…xxxxxxxxxxxxxxxone" → "…xxxxxxxxxxxxxxxtwo"')
  })
  it('shows the first of many', () => {
    const body = Array.from({ length: 25 }, (_, index) => ({
      pointer: `/${index}`,
      kind: 'removed' as const,
      before: 1,
    }))
    expect(text({ difference: { body } })).to.contain('and 5 more')
  })
  it('is the whole request where nothing was recorded to compare it with', () => {
    const found = text({})
    expect(found).to.contain('what was sent then is not recorded').and.contain('"url": "https://llm.example')
    expect(found).not.to.contain('\u001b')
  })
  it('says why nothing would be sent', () => {
    const found = rehearsalText(
      { job: jobOf(), instead: 'it would be answered without a send', isDifferent: true },
      new Chalk({ level: 0 }),
    )
    expect(found).to.equal('#1 → scripted:model-1  it would be answered without a send')
  })
  it('is an object with --json', () => {
    const line = JSON.parse(
      rehearsalJson({ job: jobOf(), request, difference: { body: [] }, isDifferent: false }),
    ) as object
    expect(line).to.deep.include({ type: 'rehearsal', seq: 1, differs: false, isRecorded: true, request })
  })
})
