// Why nothing could be measured.

/// Why nothing could be measured.
struct UserError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
