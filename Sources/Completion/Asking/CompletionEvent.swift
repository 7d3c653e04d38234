// What happens while takes are written.

import Music

/// What happens while takes are written.
public enum CompletionEvent: Sendable {
  /// A take has one note more. In the end it may be shorter, if its key is struck again before its
  /// end.
  case note(take: Int, Note)
  /// So many bars of a take are written.
  case bars(take: Int, Int)
  /// A take is finished.
  case take(Take)
}
