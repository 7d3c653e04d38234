// Which keys given notes hold down, and when.

import Music

/// Which keys given notes hold down, and when.
struct SoundingKeys: Sendable {
  /// By key, in the order of their onsets; of notes that overlap the ends are the latest so far.
  private var spans: [Pitch: [(onset: Tick, end: Tick)]] = [:]

  init(_ notes: some Sequence<Note>) {
    for note in notes.sorted() {
      let end = max(note.end, spans[note.pitch]?.last?.end ?? .zero)
      spans[note.pitch, default: []].append((note.onset, end))
    }
  }

  /// Whether a given note that began before or at a tick holds the key then.
  func isDown(_ pitch: Pitch, at tick: Tick) -> Bool {
    guard let last = spans[pitch]?.last(where: { $0.onset <= tick }) else { return false }
    return tick < last.end
  }

  /// When a given note strikes the key next.
  func nextStrike(of pitch: Pitch, after tick: Tick) -> Tick? {
    spans[pitch]?.first { $0.onset > tick }?.onset
  }
}
