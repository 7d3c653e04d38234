// What each of a pianist's two hands plays.

/// One of a pianist's two hands, the right one first, as its staff is.
public enum Hand: String, Hashable, Sendable, CaseIterable {
  case right, left
}

/// What each hand plays.
public struct Hands: Hashable, Sendable {
  /// In the order of `Note.<`.
  public var right: [Note]
  /// In the order of `Note.<`.
  public var left: [Note]
  /// Whether two staves said so; otherwise the notes were divided by what hands can do.
  public var areWritten: Bool

  public init(right: [Note], left: [Note], areWritten: Bool) {
    self.right = right
    self.left = left
    self.areWritten = areWritten
  }

  public subscript(hand: Hand) -> [Note] { hand == .right ? right : left }
}
