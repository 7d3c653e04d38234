// One of a pianist's two hands.

/// One of a pianist's two hands, the right one first, as its staff is.
public enum Hand: String, Hashable, Sendable, CaseIterable {
  case right, left
}
