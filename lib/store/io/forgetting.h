#pragma once
/// How a single row forgets whom it was about. One way for what goes by its age, who never answered, and who is erased.

#include "store/io/database.h"

namespace store::io {

class Forgetting {
  public:
    explicit Forgetting(Database& database) : database_(database) {}

    /// Its octets, its describing columns, and whom it made us ask.
    void message(Id message, base::Time now);
    void message_columns(Id message);
    /// One that has ended: octets, recipient, cause and attempts.
    void notice(Id notice);
    void notice_octets(Id notice);
    void digest_octets(Id digest);
    /// The contact's details, and the organisation that nobody else is of.
    void contact(Id contact);
    /// Octets that nothing refers to any more.
    void drop_unused(Id content);

  private:
    Id empty_content();

    Database& database_;
};

}  // namespace store::io
