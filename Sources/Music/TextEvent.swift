// Words in a score.

/// Words in a score: a text event of a MIDI file.
public struct TextEvent: Hashable, Sendable {
  public var onset: Tick
  /// Not empty.
  public var text: String

  public init(onset: Tick, text: String) {
    precondition(onset >= .zero, "a remark cannot stand before its score, at \(onset)")
    precondition(!text.isEmpty, "a remark without words")
    self.onset = onset
    self.text = text
  }
}
