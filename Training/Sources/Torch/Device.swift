// The devices that libtorch computes on.

import CTorch

/// A device that libtorch computes on.
public enum Device: Hashable, Sendable {
  case cpu
  /// An NVIDIA card, by its number.
  case cuda(Int)
  /// The graphics processor of a Mac.
  case mps

  /// `cpu`, `cuda`, `cuda:N` or `mps`.
  public init?(_ name: String) {
    switch name {
    case "cpu": self = .cpu
    case "mps": self = .mps
    case "cuda": self = .cuda(0)
    default:
      guard name.hasPrefix("cuda:"), let index = Int(name.dropFirst(5)), 0..<128 ~= index else {
        return nil
      }
      self = .cuda(index)
    }
  }

  var code: (CTDevice, Int32) {
    switch self {
    case .cpu: (CT_CPU, 0)
    case .cuda(let index): (CT_CUDA, Int32(index))
    case .mps: (CT_MPS, 0)
    }
  }

  /// Why libtorch does not have the device here, or nil when it has.
  public var absence: String? {
    ct_device_check(code.0, code.1) == 0 ? nil : String(cString: ct_error())
  }
}

extension Device: CustomStringConvertible {
  public var description: String {
    switch self {
    case .cpu: "cpu"
    case .cuda(let index): "cuda:\(index)"
    case .mps: "mps"
    }
  }
}

extension Tensor {
  public var device: Device {
    var (device, index) = (CT_CPU, Int32(0))
    ct_device(&device, &index, handle)
    switch device {
    case CT_CUDA: return .cuda(Int(index))
    case CT_MPS: return .mps
    default: return .cpu
    }
  }

  /// The same numbers on a device; this tensor when it is there.
  public func moved(to device: Device) -> Tensor {
    device == self.device ? self : Tensor { ct_to_device($0, handle, device.code.0, device.code.1) }
  }
}
