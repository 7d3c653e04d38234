// Why an archive cannot be read, and where.

/// Why an archive cannot be read, and where.
public struct ZipError: Error, Hashable, Sendable {
  public enum Reason: Hashable, Sendable {
    case cutShort
    /// What is not read: "a password".
    case unsupported(String)
    /// What is wrong: "a file's header".
    case damaged(String)
    /// A file would have more bytes than the caller admits.
    case tooLarge(limit: Int)
  }

  public let reason: Reason
  /// In bytes from the start of the archive.
  public let offset: Int

  init(_ reason: Reason, at offset: Int) {
    self.reason = reason
    self.offset = offset
  }
}

extension ZipError.Reason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .cutShort: "it is cut short"
    case .unsupported(let what): "it has \(what), which is not read"
    case .damaged(let what): "it is damaged (\(what))"
    case .tooLarge(let limit): "a file in it has more than \(limit) bytes"
    }
  }
}
