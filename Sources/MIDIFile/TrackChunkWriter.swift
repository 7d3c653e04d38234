// The bytes of one track chunk, event after event.

import Music

/// Writes events in the order of their ticks, with running status.
struct TrackChunkWriter {
  private var bytes: [UInt8] = []
  private var tick = Tick.zero
  private var running: UInt8?

  init(capacity: Int) { bytes.reserveCapacity(capacity) }

  mutating func meta(_ type: UInt8, _ data: [UInt8], at tick: Tick) {
    move(to: tick)
    bytes += [0xFF, type]
    appendQuantity(data.count)
    bytes += data
    running = nil
  }

  mutating func channelEvent(_ status: UInt8, _ first: UInt8, _ second: UInt8? = nil, at tick: Tick)
  {
    move(to: tick)
    if running != status { bytes.append(status) }
    running = status
    bytes.append(first)
    if let second { bytes.append(second) }
  }

  consuming func finish(into file: inout [UInt8]) {
    meta(0x2F, [], at: tick)
    file += "MTrk".utf8
    file.appendBigEndian(bytes.count, count: 4)
    file += bytes
  }

  private mutating func move(to next: Tick) {
    precondition(next.value <= Int(Int32.max), "tick \(next) does not fit into a MIDI file")
    var delta = (next - tick).value
    while delta > Self.largestQuantity {
      appendQuantity(Self.largestQuantity)
      bytes += [0xFF, 0x01, 0]  // An empty text: no event waits longer than four bytes can say.
      running = nil
      delta -= Self.largestQuantity
    }
    appendQuantity(delta)
    tick = next
  }

  private static let largestQuantity = 1 << 28 - 1

  private mutating func appendQuantity(_ value: Int) {
    if value >= 1 << 21 { bytes.append(0x80 | UInt8(truncatingIfNeeded: value >> 21)) }
    if value >= 1 << 14 { bytes.append(0x80 | UInt8(truncatingIfNeeded: value >> 14)) }
    if value >= 1 << 7 { bytes.append(0x80 | UInt8(truncatingIfNeeded: value >> 7)) }
    bytes.append(UInt8(truncatingIfNeeded: value) & 0x7F)
  }
}

extension [UInt8] {
  mutating func appendBigEndian(_ value: Int, count: Int) {
    for shift in (0..<count).reversed() { append(UInt8(truncatingIfNeeded: value >> (8 * shift))) }
  }
}
