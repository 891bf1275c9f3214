// Role: GuestFiles over a disk that a test can look at: the fake in memory, or the real agent behind a real link.
#pragma once

#include "tests/support/fake_guest_disk.h"
#include "tests/unit/guest/link_bench.h"

#include <memory>

namespace testsupport {

class FilesBench {
public:
    virtual ~FilesBench() = default;
    virtual bool isReady() = 0;
    virtual glovebox::ports::GuestFiles &files() = 0;
    /// A folder of the guest that exists; tests work below it.
    virtual std::string root() const = 0;
    virtual void put(const std::string &path, const std::string &content) = 0;
    virtual void putLink(const std::string &path, const std::string &target) = 0;
    virtual bool has(const std::string &path) const = 0;
    virtual std::string content(const std::string &path) const = 0;
    virtual unsigned mode(const std::string &path) const = 0;
    virtual void turn() = 0;

    /// Waits for an answer.
    template <class T>
    bool wait(const std::optional<T> &answer)
    {
        return QTest::qWaitFor(
            [&] {
                turn();
                return answer.has_value();
            },
            60'000);
    }
};

class FakeFilesBench final : public FilesBench {
public:
    bool isReady() override { return true; }
    glovebox::ports::GuestFiles &files() override { return m_files; }
    std::string root() const override { return "/mnt/session"; }
    void put(const std::string &path, const std::string &content) override { m_disk.put(path, content); }
    void putLink(const std::string &path, const std::string &) override { m_disk.putOther(path); }
    bool has(const std::string &path) const override { return m_disk.has(path); }
    std::string content(const std::string &path) const override { return m_disk.content(path); }
    unsigned mode(const std::string &path) const override { return m_disk.nodes.at(path).mode; }
    void turn() override { m_clock.runDue(); }

private:
    ManualClock m_clock;
    FakeDisk m_disk;
    FakeGuestFiles m_files{m_clock, m_disk};
};

class AgentFilesBench final : public FilesBench {
public:
    bool isReady() override;
    glovebox::ports::GuestFiles &files() override { return m_host.link->files(); }
    std::string root() const override;
    void put(const std::string &path, const std::string &content) override;
    void putLink(const std::string &path, const std::string &target) override;
    bool has(const std::string &path) const override;
    std::string content(const std::string &path) const override;
    unsigned mode(const std::string &path) const override;
    void turn() override { m_host.clock.runDue(); }

private:
    HonestGuest m_guest;
    glovebox::guest::Host m_host;
};

} // namespace testsupport
