import type { ReactNode } from "react";
import { Apps } from "./pages/apps.tsx";
import { DeadLetters } from "./pages/dead-letters.tsx";
import { Deliveries } from "./pages/deliveries.tsx";
import { Events } from "./pages/events.tsx";
import { Overview } from "./pages/overview.tsx";
import { Processes } from "./pages/processes.tsx";
import { Queues } from "./pages/queues.tsx";
import { Routes } from "./pages/routes.tsx";
import { Runs } from "./pages/runs.tsx";
import { Webhooks } from "./pages/webhooks.tsx";

/** A page of the console: its name in the address, its title, and what it shows. */
export interface PageOfPart {
  id: string;
  title: string;
  show(): ReactNode;
}

/** A part of the console, for one kind of people. A merchant's part would be one more of these. */
export interface Part {
  id: string;
  title: string;
  pages: PageOfPart[];
}

/** All parts, in the order of the navigation. */
export const parts: Part[] = [
  {
    id: "operations",
    title: "Operations",
    pages: [
      { id: "overview", title: "Overview", show: () => <Overview /> },
      { id: "runs", title: "Workflows", show: () => <Runs /> },
      { id: "dead-letters", title: "Dead letters", show: () => <DeadLetters /> },
      { id: "queues", title: "Outbox and consumers", show: () => <Queues part="queues" /> },
      { id: "jobs", title: "Jobs", show: () => <Queues part="jobs" /> },
      { id: "deliveries", title: "Deliveries", show: () => <Deliveries /> },
      { id: "webhooks", title: "Webhooks", show: () => <Webhooks /> },
      { id: "events", title: "Live events", show: () => <Events /> },
      { id: "routes", title: "Slowest routes", show: () => <Routes /> },
      { id: "processes", title: "Processes", show: () => <Processes /> },
      { id: "apps", title: "Stores and apps", show: () => <Apps /> },
    ],
  },
];
