// A run's numbers as TensorBoard reads them.

import Foundation

/// A run's numbers as TensorBoard reads them: event messages (protocol buffers) in records
/// (TFRecord), each with the checksums of its length and of its bytes.
public enum EventRecord {
  /// What a file of events begins with.
  public static let head = record(event(seconds: 0, step: 0, field(3, Array("brain.Event:2".utf8))))

  /// The numbers of a line of the log.
  ///
  /// - Parameter seconds: The time of the event: how long the run had trained. The same run gives
  ///   the same bytes, and TensorBoard's relative time is right.
  public static func line(_ line: LogLine, seconds: Double) -> Data {
    let values: [(String, Double)] =
      switch line.content {
      case .training(let tokens, let seconds, let loss, let rate, let norm):
        [
          ("loss/training", loss), ("learning_rate", rate), ("gradient_norm", norm),
          ("tokens_per_second", Double(tokens) / max(seconds, 1e-3)),
        ]
      case .evaluation(let nats, let bits):
        [("loss/validation", nats), ("bits_per_note", bits)]
      }
    let summary = values.flatMap { name, value in
      field(
        1,
        field(1, Array(name.utf8)) + key(2, wire: 5)
          + littleEndian(Float(value).bitPattern))
    }
    return record(event(seconds: seconds, step: line.step, field(5, summary)))
  }

  /// Wall time, step, and what happened.
  private static func event(seconds: Double, step: Int, _ what: [UInt8]) -> [UInt8] {
    key(1, wire: 1) + littleEndian(seconds.bitPattern) + key(2, wire: 0) + varint(UInt64(step))
      + what
  }

  private static func key(_ number: Int, wire: Int) -> [UInt8] { [UInt8(number << 3 | wire)] }

  /// A field of bytes or of a message.
  private static func field(_ number: Int, _ bytes: [UInt8]) -> [UInt8] {
    key(number, wire: 2) + varint(UInt64(bytes.count)) + bytes
  }

  private static func varint(_ value: UInt64) -> [UInt8] {
    var (rest, bytes) = (value, [UInt8]())
    while rest > 0x7F {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  /// Length, its checksum, the bytes, their checksum.
  private static func record(_ bytes: [UInt8]) -> Data {
    let length = littleEndian(UInt64(bytes.count))
    return Data(
      length + littleEndian(maskedChecksum(length)) + bytes + littleEndian(maskedChecksum(bytes)))
  }

  private static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  /// CRC-32C, rotated and moved, as TFRecord has it.
  private static func maskedChecksum(_ bytes: [UInt8]) -> UInt32 {
    var sum = UInt32.max
    for byte in bytes { sum = sum >> 8 ^ table[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] }
    sum = ~sum
    return (sum >> 15 | sum << 17) &+ 0xA282_EAD8
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0x82F6_3B78 : sum >> 1 }
  }
}
