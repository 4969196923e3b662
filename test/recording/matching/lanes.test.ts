import { expect } from 'chai'
import { laneOf, senderOf } from '../../../src/recording/matching/lanes.ts'
import { requestOf } from '../../support/library.ts'

const code = { 'user-agent': 'claude-cli/2.1.330', 'x-claude-code-session-id': 's1' }

describe('the lane of a request', () => {
  it('is its session and agent', () => {
    expect(laneOf({ session: 's1', class: 'main', by: 'rules' }, 'messages')).to.deep.equal({
      session: 's1',
      agent: '',
    })
    expect(laneOf({ session: 's1', agent: 'a1', class: 'subagent', by: 'header' }, 'messages')).to.deep.equal(
      {
        session: 's1',
        agent: 'a1',
      },
    )
  })
  it('is its kind where it comes when it comes', () => {
    expect(laneOf({ session: 's1', class: 'title', by: 'rules' }, 'messages').side).to.equal('title')
    expect(laneOf({ session: 's1', class: 'main', by: 'rules' }, 'count_tokens').side).to.equal('count')
    expect(laneOf({ class: 'other', by: 'rules' }, 'messages')).to.deep.equal({
      session: '',
      agent: '',
      side: 'other',
    })
  })
  it('does not depend on a header that only some runs send', () => {
    const title = requestOf(['Fix the parser'], { system: 'Write a title' })
    const hinted = { ...code, 'x-claude-code-request-class': 'auxiliary' }
    expect(senderOf(hinted, title).class).to.equal('title')
    expect(senderOf(hinted, title)).to.deep.equal(senderOf(code, title))
  })
})
