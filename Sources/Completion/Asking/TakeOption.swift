// Every option that decides a take, declared once.

import Music

/// An option that decides a take: what it is called, where it stands in `CompletionOptions`, which
/// values are possible and how they are written.
///
/// The check of ranges, a take's record, the command's JSON and its refusal beside `--reproduce` go
/// through `all`. A new option needs a line there and one in the command.
public struct TakeOption: Sendable {
  /// In words: `notes per bar` is typed as `--notes-per-bar`.
  public let name: String
  /// As records and JSON call it.
  let key: NamedKey
  /// - Throws: `CompletionError.option` for a value that is not possible.
  let check: @Sendable (CompletionOptions) throws(CompletionError) -> Void
  /// Writes the value where there is one; those that a record leaves out only when `all` is true.
  let encode:
    @Sendable (
      CompletionOptions, inout KeyedEncodingContainer<NamedKey>, _ all: Bool
    ) throws -> Void
  /// Reads what a record says; false where it is no value of this option.
  let decode: @Sendable (inout CompletionOptions, KeyedDecodingContainer<NamedKey>) throws -> Bool
  /// Whether two options have the same value.
  public let isSame: @Sendable (CompletionOptions, CompletionOptions) -> Bool

  /// - Parameters:
  ///   - usual: What a record leaves out; nil where it always says the value.
  ///   - write: The value as JSON has it; nil for none.
  ///   - read: The opposite, nil for what is no value.
  private init<Value: Hashable & Sendable, Written: Codable & Sendable>(
    _ name: String, key: String?, _ path: WritableKeyPath<CompletionOptions, Value> & Sendable,
    usual: Value?, write: @escaping @Sendable (Value) -> Written?,
    read: @escaping @Sendable (Written?) -> Value?,
    check: @escaping @Sendable (Value) -> (value: String, allowed: String)?
  ) {
    let key = NamedKey(key ?? name)
    (self.name, self.key) = (name, key)
    self.check = { (options) throws(CompletionError) in
      guard let wrong = check(options[keyPath: path]) else { return }
      throw .option(name: name, value: wrong.value, allowed: wrong.allowed)
    }
    encode = { options, container, all in
      let value = options[keyPath: path]
      guard all || value != usual, let written = write(value) else { return }
      try container.encode(written, forKey: key)
    }
    decode = { options, container in
      let written = try container.decodeIfPresent(Written.self, forKey: key)
      guard let value = written == nil ? usual ?? read(nil) : read(written) else { return false }
      options[keyPath: path] = value
      return true
    }
    isSame = { $0[keyPath: path] == $1[keyPath: path] }
  }
}

// MARK: - Kinds of options

extension TakeOption {
  /// Values that are possible, and what is said of them.
  struct Allowed<Value: Comparable & Sendable>: Sendable {
    let text: String
    let contains: @Sendable (Value) -> Bool

    static func range(_ range: ClosedRange<Value>) -> Allowed {
      Allowed(text: "\(range.lowerBound) to \(range.upperBound)") { range.contains($0) }
    }

    static func atLeast(_ least: Value) -> Allowed {
      Allowed(text: "\(least) or more") { $0 >= least }
    }
  }

  /// A number that is always there.
  ///
  /// - Parameter usual: What a record leaves out.
  static func number<Value: Hashable & Codable>(
    _ name: String, key: String? = nil,
    _ path: WritableKeyPath<CompletionOptions, Value> & Sendable,
    _ allowed: Allowed<Value>, usual: Value? = nil
  ) -> TakeOption {
    TakeOption(
      name, key: key, path, usual: usual, write: { $0 }, read: { $0 },
      check: { allowed.contains($0) ? nil : ("\($0)", allowed.text) })
  }

  /// A number that may be left open.
  static func number<Value: Hashable & Codable>(
    _ name: String, key: String? = nil,
    _ path: WritableKeyPath<CompletionOptions, Value?> & Sendable, _ allowed: Allowed<Value>
  ) -> TakeOption {
    TakeOption(
      name, key: key, path, usual: nil, write: { $0 }, read: { .some($0) },
      check: { value in
        value.flatMap { allowed.contains($0) ? nil : ("\($0)", allowed.text) }
      })
  }

  /// Whether something is wanted.
  static func flag(
    _ name: String, key: String? = nil, _ path: WritableKeyPath<CompletionOptions, Bool> & Sendable
  ) -> TakeOption {
    TakeOption(
      name, key: key, path, usual: false, write: { $0 }, read: { $0 }, check: { _ in nil })
  }

  /// On, off or left open.
  static func flag(
    _ name: String, key: String? = nil, _ path: WritableKeyPath<CompletionOptions, Bool?> & Sendable
  ) -> TakeOption {
    TakeOption(
      name, key: key, path, usual: nil, write: { $0 }, read: { .some($0) }, check: { _ in nil })
  }

  /// A value that JSON has no word for.
  static func written<Value: Hashable & Sendable, Written: Codable & Sendable>(
    _ name: String, key: String? = nil,
    _ path: WritableKeyPath<CompletionOptions, Value?> & Sendable,
    as write: @escaping @Sendable (Value) -> Written,
    read: @escaping @Sendable (Written) -> Value?,
    check: @escaping @Sendable (Value) -> (value: String, allowed: String)? = { _ in nil }
  ) -> TakeOption {
    TakeOption(
      name, key: key, path, usual: nil, write: { $0.map(write) },
      read: { written in
        guard let written else { return .some(nil) }
        return read(written).map { .some($0) }
      },
      check: { $0.flatMap(check) })
  }

  /// Notes, each as its onset, duration, pitch and velocity.
  static func notes(
    _ name: String, key: String, _ path: WritableKeyPath<CompletionOptions, Set<Note>> & Sendable
  ) -> TakeOption {
    TakeOption(
      name, key: key, path, usual: [],
      write: { notes in
        notes.sorted().map {
          [$0.onset.value, $0.duration.value, Int($0.pitch.number), Int($0.velocity.value)]
        }
      },
      read: { written in
        let notes = (written ?? []).map(Note.init(written:))
        return notes.contains(nil) ? nil : Set(notes.compactMap(\.self))
      },
      check: { _ in nil })
  }
}

extension Note {
  fileprivate init?(written numbers: [Int]) {
    guard numbers.count == 4, 0...Int(Int32.max) ~= numbers[0], 1...Int(Int32.max) ~= numbers[1],
      let pitch = Pitch(exactly: numbers[2]), let velocity = Velocity(exactly: numbers[3])
    else { return nil }
    self.init(
      onset: Tick(numbers[0]), duration: Tick(numbers[1]), pitch: pitch, velocity: velocity)
  }
}

/// The key of an option in JSON.
struct NamedKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(_ name: String) { stringValue = name }
  init(stringValue: String) { self.init(stringValue) }
  init?(intValue: Int) { nil }
}
