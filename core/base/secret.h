// Role: a credential. It cannot be printed, logged, compared or streamed by accident, and its bytes are overwritten
// when it goes. reveal() is for the one place that puts it on the wire.
#pragma once

#include <string>
#include <utility>

namespace glovebox {

class SecretString {
public:
    SecretString() = default;
    explicit SecretString(std::string value) : m_value(std::move(value)) {}
    SecretString(const SecretString &) = default;
    SecretString(SecretString &&other) noexcept : m_value(std::exchange(other.m_value, {})) {}
    SecretString &operator=(const SecretString &other)
    {
        if (this != &other) {
            wipe();
            m_value = other.m_value;
        }
        return *this;
    }
    SecretString &operator=(SecretString &&other) noexcept
    {
        if (this != &other) {
            wipe();
            m_value = std::exchange(other.m_value, {});
        }
        return *this;
    }
    ~SecretString() { wipe(); }

    const std::string &reveal() const { return m_value; }
    bool empty() const { return m_value.empty(); }

    /// What a person may see: "sk-ant-oat01-••••7Q2c". Short values show nothing of themselves.
    std::string masked() const;

private:
    void wipe();

    std::string m_value;
};

} // namespace glovebox
