// Where a text stops being JSON, or the JSON that its reader expects.

/// Where a text stops being JSON, or the JSON that its reader expects.
public struct JSONError: Error, Hashable, Sendable {
  public enum Reason: Hashable, Sendable {
    /// What is wrong, as the end of a sentence: "'{' is expected here".
    case malformed(String)
    case duplicate(name: String)
  }

  public let reason: Reason
  /// In bytes from the start of the text.
  public let offset: Int

  public init(_ reason: Reason, offset: Int) {
    self.reason = reason
    self.offset = offset
  }
}
