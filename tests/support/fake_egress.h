// Role: a gate that lets nothing through and remembers what it was told, for tests of the engine. Thread: the test's.
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
    };

    std::unique_ptr<glovebox::ports::EgressLine> attach(glovebox::ports::EgressOrder order) override
    {
        lines.push_back(std::make_shared<Line>(Line{std::move(order)}));
        return std::make_unique<Handle>(lines.back());
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

    std::vector<std::shared_ptr<Line>> lines; // all that there ever were

private:
    class Handle final : public glovebox::ports::EgressLine {
    public:
        explicit Handle(std::shared_ptr<Line> line) : m_line(std::move(line)) {}
        ~Handle() override { m_line->isThere = false; }
        std::size_t obey(glovebox::domain::EgressPolicy policy) override
        {
            m_line->order.policy = std::move(policy);
            ++m_line->obeyed;
            return 0;
        }
        void standStill() override { m_line->stands = true; }
        void goOn() override { m_line->stands = false; }

    private:
        std::shared_ptr<Line> m_line;
    };
};

} // namespace testsupport
