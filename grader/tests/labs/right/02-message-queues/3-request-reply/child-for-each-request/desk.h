// What server and client have to agree on: how a request and a reply look in the queue.
#pragma once

constexpr long for_server = 1; // the type of every request; a reply has the type that its client asked for, which is above 1

struct Request {
    long type;     // for_server
    long reply_to; // the type that the reply shall have
    char word[40]; // no NUL; nothing at all: the server shall stop
};

struct Reply {
    long type;
    char text[500]; // no NUL; nothing at all: the book does not have the word
};
