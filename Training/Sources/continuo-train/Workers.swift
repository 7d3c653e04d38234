// The workers of a job that torchrun started.

import ArgumentParser
import Foundation
import Torch

/// What torchrun tells each process of its job, in variables of the environment.
struct Workers {
  let rank, size: Int
  private let address: String
  private let port: Int
  private let isStoreServed: Bool
  private let attempt: String

  /// nil when the process is alone.
  init?(_ environment: [String: String] = ProcessInfo.processInfo.environment) throws {
    guard let worldSize = environment["WORLD_SIZE"], worldSize != "1" else { return nil }
    guard let size = Int(worldSize), let rank = environment["RANK"].flatMap({ Int($0) }),
      0..<size ~= rank, let address = environment["MASTER_ADDR"],
      let port = environment["MASTER_PORT"].flatMap({ Int($0) }), 1..<65536 ~= port
    else {
      throw ValidationError(
        "WORLD_SIZE is \(worldSize), but RANK, MASTER_ADDR and MASTER_PORT do not name one of so "
          + "many workers and where they meet; start the command with torchrun, or unset WORLD_SIZE"
      )
    }
    (self.size, self.rank, self.address, self.port) = (size, rank, address, port)
    isStoreServed = environment["TORCHELASTIC_USE_AGENT_STORE"] == "True"
    attempt = environment["TORCHELASTIC_RESTART_COUNT"] ?? "0"
  }

  /// Waits until all workers have come.
  func meet() throws -> WorkerGroup {
    do {
      return try WorkerGroup(
        rank: rank, size: size, address: address, port: port,
        servesStore: rank == 0 && !isStoreServed, name: "continuo/\(attempt)")
    } catch {
      throw ValidationError(
        "worker \(rank) of \(size) did not meet the others at \(address):\(port): \(error.reason)")
    }
  }
}
