// Role: content hashes as the control plane and guests write them.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace glovebox {

/// 64 lower-case hex digits.
std::string sha256Hex(std::string_view bytes);

/// The same of what comes in pieces.
class Sha256Sum {
public:
    Sha256Sum();
    ~Sha256Sum();
    Sha256Sum(const Sha256Sum &) = delete;
    Sha256Sum &operator=(const Sha256Sum &) = delete;
    void add(std::string_view bytes);
    std::string hex() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// Looks like one.
bool isSha256Hex(std::string_view text);

} // namespace glovebox
