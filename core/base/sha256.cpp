#include "core/base/sha256.h"

#include <QCryptographicHash>

#include <algorithm>

namespace glovebox {

std::string sha256Hex(std::string_view bytes)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(QByteArrayView(bytes.data(), static_cast<qsizetype>(bytes.size())));
    return hash.result().toHex().toStdString();
}

struct Sha256Sum::State {
    QCryptographicHash hash{QCryptographicHash::Sha256};
};

Sha256Sum::Sha256Sum() : m_state(std::make_unique<State>()) {}

Sha256Sum::~Sha256Sum() = default;

void Sha256Sum::add(std::string_view bytes)
{
    m_state->hash.addData(QByteArrayView(bytes.data(), static_cast<qsizetype>(bytes.size())));
}

std::string Sha256Sum::hex() const
{
    return m_state->hash.result().toHex().toStdString();
}

bool isSha256Hex(std::string_view text)
{
    return text.size() == 64 &&
           std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

} // namespace glovebox
