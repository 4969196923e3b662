/** Runs work in which this process cannot connect to anything, whoever asks: backends, plugins, packages, Node itself. */
import { Socket } from 'node:net'

/**
 * Every connection of Node, those of fetch, TLS and HTTP/2 included, is made by this one method. Not for work that runs
 * beside other work of the process.
 */
export async function withoutNetwork<Value>(work: () => Promise<Value>): Promise<Value> {
  const { connect } = Socket.prototype
  Socket.prototype.connect = function refuse(this: Socket) {
    return this.destroy(new Error('nothing may leave this machine now'))
  }
  try {
    return await work()
  } finally {
    Socket.prototype.connect = connect
  }
}
