// Role: a gate that lets nothing through and remembers what it was told, for tests of the engine, with addresses that
// nobody can connect to but the test. Thread: the test's.
#pragma once

#include "core/ports/egress_gate.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace testsupport {

class FakeEgress final : public glovebox::ports::EgressGate {
public:
    struct Line {
        glovebox::ports::EgressOrder order; // with the policy that it obeys now
        bool stands = false;
        bool isThere = true;
        int obeyed = 0; // how often it was given another policy
        glovebox::ports::EgressLine *handle = nullptr;
        std::vector<std::uint16_t> reached; // ports inside
    };
    struct Address {
        glovebox::ports::InwardOrder order;
        glovebox::ports::InwardAddress::Counts counts;
        bool isThere = true;
        int urls = 0;
    };

    std::unique_ptr<glovebox::ports::EgressLine> attach(glovebox::ports::EgressOrder order) override
    {
        lines.push_back(std::make_shared<Line>(Line{std::move(order)}));
        auto handle = std::make_unique<Handle>(lines.back());
        lines.back()->handle = handle.get();
        return handle;
    }
    glovebox::Result<std::unique_ptr<glovebox::ports::InwardAddress>>
    listen(glovebox::ports::InwardOrder order) override
    {
        if (!mayListen)
            return glovebox::fail(glovebox::ErrorCode::NetworkError, "no port of loopback can be had");
        addresses.push_back(std::make_shared<Address>(Address{std::move(order), {}}));
        return std::make_unique<Listening>(addresses.back(), static_cast<int>(addresses.size()));
    }

    /// Of that sandbox, the one that is there.
    Line *of(const std::string &sandbox) const
    {
        for (const auto &line : lines)
            if (line->isThere && line->order.sandbox.value() == sandbox)
                return line.get();
        return nullptr;
    }
    std::string profileOf(const std::string &sandbox) const
    {
        const auto *line = of(sandbox);
        return line ? line->order.policy.profile.name : std::string();
    }
    std::size_t there() const
    {
        std::size_t count = 0;
        for (const auto &line : lines)
            count += line->isThere ? 1 : 0;
        return count;
    }

    std::vector<std::shared_ptr<Line>> lines;        // all that there ever were
    std::vector<std::shared_ptr<Address>> addresses; // likewise
    bool mayListen = true;

private:
    class Handle final : public glovebox::ports::EgressLine {
    public:
        explicit Handle(std::shared_ptr<Line> line) : m_line(std::move(line)) {}
        ~Handle() override
        {
            m_line->isThere = false;
            m_line->handle = nullptr;
        }
        std::size_t obey(glovebox::domain::EgressPolicy policy) override
        {
            m_line->order.policy = std::move(policy);
            ++m_line->obeyed;
            return 0;
        }
        void standStill() override { m_line->stands = true; }
        void goOn() override { m_line->stands = false; }
        std::unique_ptr<glovebox::ports::InwardConnection> reach(std::uint16_t port,
                                                                 glovebox::ports::InwardHandlers) override
        {
            m_line->reached.push_back(port);
            return nullptr;
        }

    private:
        std::shared_ptr<Line> m_line;
    };
    class Listening final : public glovebox::ports::InwardAddress {
    public:
        Listening(std::shared_ptr<Address> made, int number)
            : m_made(std::move(made)), m_text(m_made->order.host + ':' + std::to_string(40'000 + number))
        {
        }
        ~Listening() override { m_made->isThere = false; }
        const std::string &address() const override { return m_text; }
        std::string newUrl(const std::string &path) override
        {
            return "http://" + m_text + path + "?glovebox-token=t" + std::to_string(++m_made->urls);
        }
        Counts counts() const override { return m_made->counts; }

    private:
        std::shared_ptr<Address> m_made;
        std::string m_text;
    };
};

} // namespace testsupport
