// The pitch of a key.

/// A MIDI key number, 0...127; 60 is middle C, 21...108 are the keys of a piano.
public struct Pitch: Hashable, Comparable, Sendable {
  public let number: UInt8

  /// - Precondition: `number` is in 0...127.
  @inlinable public init(_ number: Int) {
    precondition(0...127 ~= number, "a pitch is a key number in 0...127, not \(number)")
    self.number = UInt8(truncatingIfNeeded: number)
  }

  /// nil when `number` is not in 0...127.
  @inlinable public init?(exactly number: Int) {
    guard 0...127 ~= number else { return nil }
    self.number = UInt8(truncatingIfNeeded: number)
  }

  @inlinable public static func < (a: Pitch, b: Pitch) -> Bool { a.number < b.number }
}

extension Pitch {
  /// A pitch by its name in scientific notation, such as "C4", "F#3" or "Bb5".
  public init?(named name: String) {
    var rest = name[...]
    guard let note = NoteName(takenFrom: &rest), rest.count <= 2, let octave = Int(rest) else {
      return nil
    }
    self.init(exactly: 12 * (octave + 1) + note.steps)
  }
}

extension Pitch: CustomStringConvertible {
  /// Scientific pitch notation with sharps: C4 is middle C.
  public var description: String {
    let names = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"]
    return "\(names[Int(number) % 12])\(Int(number) / 12 - 1)"
  }
}
